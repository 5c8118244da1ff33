;;; Common parts of the drivers: they record what they see, and write it to the file $SEEN as JSON.  -*- lexical-binding: t -*-

(require 'json)

(defvar seen (make-hash-table :test #'equal))

(defun wait-for (what ready)
  "Process output of the server until READY returns a value, and return it; WHAT names it in the error."
  (let ((deadline (+ (float-time) 15)) value)
    (while (not (setq value (funcall ready)))
      (when (> (float-time) deadline)
        (error "Timed out waiting for %s" what))
      (accept-process-output nil 0.02))
    value))

(defun note (key value) (puthash key value seen))

(defun go-after (text)
  (goto-char (point-min))
  (search-forward text)
  (backward-char))

(defun type-text (text)
  "Insert TEXT and notify the server at once: Emacs would wait to be idle, which it never is without a terminal."
  (insert text)
  (eglot--signal-textDocument/didChange))

(defun start ()
  "Show the open note, and wait for its diagnostics."
  (switch-to-buffer (current-buffer))   ; a hidden buffer gets no hover
  (run-hooks 'post-command-hook)        ; `eglot-ensure' starts after a command
  (wait-for "the server" #'eglot-managed-p)
  (wait-for "the diagnostic" (lambda () (flymake-start) (flymake-diagnostics))))

(defun run (travel)
  "Call TRAVEL and write what it recorded."
  (condition-case problem
      (funcall travel)
    (error (note "problem" (format "%S" problem))))
  (with-temp-file (getenv "SEEN")
    (set-buffer-file-coding-system 'utf-8)
    (insert (json-encode seen)))
  (when (eglot-current-server)
    (eglot-shutdown (eglot-current-server))))
