;;; Reads notes as a user does.  -*- lexical-binding: t -*-

(require 'cl-lib)
(require 'imenu)
(require 'xref)

(defun file () (file-name-nondirectory (buffer-file-name (window-buffer))))

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
  "Return the names of all ENTRIES of an imenu index at any depth."
  (cl-loop for (name . below) in entries
           collect (substring-no-properties name)
           when (consp below) append (names below)))

(defun wait-for-findings (number)
  "Wait until the current note has NUMBER findings, and return it."
  (run-hooks 'post-command-hook)
  (wait-for "the server" #'eglot-managed-p)
  (wait-for (format "%d findings of the second note" number)
            (lambda () (flymake-start) (= (length (flymake-diagnostics)) number)))
  number)

(defun marked () (vconcat (mapcar (lambda (found) (aref found 0)) (diagnostics))))

(defun open-second ()
  "Open a second note, discard its changes, close and open it, and have another program change files."
  (let ((note (expand-file-name "third.md"))
        (later (expand-file-name "new/Later.md")))
    (switch-to-buffer (find-file-noselect note))
    (wait-for-findings 1)
    (note "second" (marked))
    (revert-buffer t t)
    (wait-for-findings 1)
    (note "reverted" (marked))
    (kill-buffer)
    (switch-to-buffer (find-file-noselect note))
    (wait-for-findings 1)
    (note "reopened" (marked))
    (call-process "mkdir" nil nil nil (file-name-directory later))
    (call-process "touch" nil nil nil later)
    (note "created" (wait-for-findings 0))
    (call-process "rm" nil nil nil "-r" (file-name-directory later))
    (note "deleted" (wait-for-findings 1))))

(defun travel ()
  (start)
  (note "diagnostics" (vconcat (diagnostics)))

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
  (cl-destructuring-bind (_start _end table &rest _) (eglot-completion-at-point)
    (note "completion" (vconcat (mapcar #'substring-no-properties (all-completions "" table)))))
  (type-text "Tw")
  (completion-at-point)
  (note "completed" (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
  (set-buffer-modified-p nil)
  (open-second))

(run #'travel)
