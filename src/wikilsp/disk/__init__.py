"""Reads and writes the files of vaults.

Other packages may import `root`, `apps`, `walk` and `state_folder` (find vaults, files and journals); `settings_files`
(detect changes of settings); `note_text`, `note_reader`, `background_reader` and `load` (read notes); `cache`,
`snapshot`, `cached_records` and `record` (reuse what an earlier run found); `cached_vaults` (list and delete that);
`new_paths`, `write`, `moved_vaults` and `recover` (apply changes, and recover interrupted ones);
`git` (changes since a revision); `workers` (run a function in several processes); `report_file` (write what a command
found) and `baseline_file` (findings that are known). All other modules are internal to these.
"""
