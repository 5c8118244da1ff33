;;; Does what a person does, and writes what is seen to the file $SEEN as JSON.  -*- lexical-binding: t -*-

(require 'cl-lib)
(require 'imenu)
(require 'json)
(require 'xref)

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

(defun file () (file-name-nondirectory (buffer-file-name (window-buffer))))

(defun go-after (text)
  (goto-char (point-min))
  (search-forward text)
  (backward-char))

(defun diagnostics ()
  (mapcar (lambda (found)
            (vector (buffer-substring-no-properties (flymake-diagnostic-beg found) (flymake-diagnostic-end found))
                    (flymake-diagnostic-text found)))
          (flymake-diagnostics)))

(defun hover ()
  (let (text)
    (eglot-hover-eldoc-function (lambda (shown &rest _) (setq text shown)))
    (substring-no-properties (wait-for "the hover" (lambda () text)))))

(defun references ()
  (mapcar (lambda (reference)
            (let ((location (xref-item-location reference)))
              (vector (file-name-nondirectory (xref-location-group location)) (xref-location-line location))))
          (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot))))

(defun names (entries)
  "Give the names of all ENTRIES of an imenu index, however deep."
  (cl-loop for (name . below) in entries
           collect (substring-no-properties name)
           when (consp below) append (names below)))

(defun type-text (text)
  "Insert TEXT and tell the server at once: Emacs waits until it is idle, which it never is without a terminal."
  (insert text)
  (eglot--signal-textDocument/didChange))

(defun travel ()
  (switch-to-buffer (current-buffer))   ; a note that is not shown gets no hover
  (run-hooks 'post-command-hook)        ; `eglot-ensure' waits for the end of a command
  (wait-for "the server" #'eglot-managed-p)
  (note "diagnostics" (vconcat (wait-for "the diagnostic" (lambda () (flymake-start) (diagnostics)))))

  (go-after "#Facts")
  (note "hover" (hover))
  (call-interactively #'xref-find-definitions)
  (set-buffer (window-buffer))
  (note "definition" (vector (file) (buffer-substring-no-properties (line-beginning-position) (line-end-position))))
  (run-hooks 'post-command-hook)
  (wait-for "the second note" #'eglot-managed-p)
  (note "symbols" (vconcat (names (imenu--make-index-alist t))))

  (find-file (expand-file-name "index.md"))
  (go-after "[[Two Sides]")
  (note "references" (vconcat (references)))

  (goto-char (point-max))
  (type-text "😀 漢字 [[")
  (cl-destructuring-bind (_begin _end table &rest _) (eglot-completion-at-point)
    (note "completion" (vconcat (mapcar #'substring-no-properties (all-completions "" table)))))
  (type-text "Tw")
  (completion-at-point)
  (note "completed" (buffer-substring-no-properties (line-beginning-position) (line-end-position))))

(condition-case problem
    (travel)
  (error (note "problem" (format "%S" problem))))
(with-temp-file (getenv "SEEN")
  (set-buffer-file-coding-system 'utf-8)
  (insert (json-encode seen)))
(when (eglot-current-server)
  (eglot-shutdown (eglot-current-server)))
