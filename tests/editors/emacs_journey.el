;;; A journey through Emacs: what a driver does, and what it sees, is written to the file $SEEN as JSON.  -*- lexical-binding: t -*-

(require 'json)

(defvar seen (make-hash-table :test #'equal))

(defun wait-for (what ready)
  "Let the server speak until the function READY gives a value, and give that; WHAT is awaited."
  (let ((deadline (+ (float-time) 15)) value)
    (while (not (setq value (funcall ready)))
      (when (> (float-time) deadline)
        (error "Waited in vain for %s" what))
      (accept-process-output nil 0.02))
    value))

(defun note (key value) (puthash key value seen))

(defun go-after (text)
  (goto-char (point-min))
  (search-forward text)
  (backward-char))

(defun type-text (text)
  "Insert TEXT and tell the server at once: Emacs waits until it is idle, which it never is without a terminal."
  (insert text)
  (eglot--signal-textDocument/didChange))

(defun start ()
  "Begin in the note that Emacs has open, once the server has found something in it."
  (switch-to-buffer (current-buffer))   ; a note that is not shown gets no hover
  (run-hooks 'post-command-hook)        ; `eglot-ensure' waits for the end of a command
  (wait-for "the server" #'eglot-managed-p)
  (wait-for "the diagnostic" (lambda () (flymake-start) (flymake-diagnostics))))

(defun run (travel)
  "Call TRAVEL, and write what was seen."
  (condition-case problem
      (funcall travel)
    (error (note "problem" (format "%S" problem))))
  (with-temp-file (getenv "SEEN")
    (set-buffer-file-coding-system 'utf-8)
    (insert (json-encode seen)))
  (when (eglot-current-server)
    (eglot-shutdown (eglot-current-server))))
