;;; Writes notes as a user does: fixes a link, types with completion, renames, and saves everything.  -*- lexical-binding: t -*-

(require 'cl-lib)

(defun line () (buffer-substring-no-properties (line-beginning-position) (line-end-position)))

(defun choose (title command)
  "Call COMMAND and choose TITLE from its menu."
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt items &rest _)
               (note "menu" (vconcat (mapcar #'car items)))
               title))
            (last-nonmenu-event t))     ; as if called by a key, not the mouse
    (call-interactively command)))

(defun complete (text)
  "Type TEXT and complete it."
  (type-text text)
  (completion-at-point))

(defun rename (place name)
  (goto-char (point-min))
  (search-forward place)
  (backward-char)
  (let (asked)
    ;; Emacs asks before it edits notes that are not open.
    (cl-letf (((symbol-function 'y-or-n-p) (lambda (question) (setq asked question))))
      (eglot-rename name))
    (note "asked" asked)))

(defun travel ()
  (start)
  (go-after "Two Sidez")
  (choose "Link to “Two Sides”" #'eglot-code-actions)
  (note "fixed" (line))

  (goto-char (point-max))
  (complete "sta")
  (type-text "open\n")
  (complete "😀 漢字 #pl")
  (type-text "\n")
  (complete "😀 漢字 [[Tw")
  (type-text "\n")

  (rename "#Facts" "事実")
  (condition-case refused
      (rename "[[Two" "両 sides")
    (jsonrpc-error (note "refused" (alist-get 'jsonrpc-error-message (cddr refused)))))
  (save-some-buffers t))

(run #'travel)
