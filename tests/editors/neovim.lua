-- Reads notes as a user does, with key bindings where there are any.
local journey = dofile(vim.fs.joinpath(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)), "neovim_journey.lua"))
local seen, wait, press = journey.seen, journey.wait, journey.press

local function file() return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ":t") end

local function list(items)
  return vim.tbl_map(function(item) return { vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ":t"), item.lnum } end, items)
end

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n")
    end
  end
end

--- Return the texts that the diagnostics of the current note mark.
local function marked()
  return vim.tbl_map(function(found)
    return vim.api.nvim_buf_get_text(0, found.lnum, found.col, found.end_lnum, found.end_col, {})[1]
  end, vim.diagnostic.get(0))
end

local function wait_for(number)
  wait(number .. " diagnostics of the second note", function() return #vim.diagnostic.get(0) == number end)
  return number
end

--- Open a second note, discard its changes, close and open it, and have another program change files.
local function open_second()
  local note = vim.fs.joinpath(vim.fs.dirname(vim.api.nvim_buf_get_name(0)), "third.md")
  for _, step in ipairs({ { "second", "edit " }, { "reverted", "edit! " }, { "reopened", "bwipeout | edit " } }) do
    vim.cmd(step[2] .. note)
    wait_for(1)
    seen[step[1]] = marked()
  end
  local later = vim.fs.joinpath(vim.fs.dirname(note), "new", "Later.md")
  vim.fn.system({ "mkdir", vim.fs.dirname(later) })
  vim.fn.system({ "touch", later })
  seen.created = wait_for(0)
  vim.fn.system({ "rm", "-r", vim.fs.dirname(later) })
  seen.deleted = wait_for(1)
end

local function travel()
  wait("the diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  seen.encoding = vim.lsp.get_clients({ name = "wikilsp" })[1].offset_encoding
  seen.diagnostics = vim.tbl_map(function(found)
    local text = vim.api.nvim_buf_get_text(0, found.lnum, found.col, found.end_lnum, found.end_col, {})
    return { text[1], found.message }
  end, vim.diagnostic.get(0))

  vim.fn.search("#Facts", "e")
  press("K")
  wait("the hover", floating_text)
  seen.hover = floating_text()

  press("<C-]>")
  wait("the definition", function() return file() == "Two Sides.md" end)
  seen.definition = { file(), vim.api.nvim_get_current_line() }

  vim.lsp.buf.document_symbol()
  wait("the symbols", function() return #vim.fn.getloclist(0) > 0 end)
  seen.symbols = vim.tbl_map(function(item) return (item.text:gsub("^%[%w+%] ", "")) end, vim.fn.getloclist(0))
  vim.cmd("lclose")

  press("<C-o>")
  wait("the way back", function() return file() == "index.md" end)
  vim.fn.search("Two Sides\\]", "w")
  press("grr")
  wait("the references", function() return #vim.fn.getqflist() > 0 end)
  seen.references = list(vim.fn.getqflist())
  vim.cmd("cclose")

  vim.lsp.codelens.refresh({ bufnr = 0 })
  wait("the lenses", function()
    local lens = vim.lsp.codelens.get(0)[1]
    return lens and lens.command
  end)
  local lens = vim.lsp.codelens.get(0)[1]
  vim.fn.setqflist({})
  vim.lsp.get_clients({ name = "wikilsp" })[1]:exec_cmd(lens.command, { bufnr = 0 })
  seen.lens = { lens.command.title, list(vim.fn.getqflist()) }
  vim.cmd("cclose")
  local token = vim.lsp.semantic_tokens.get_at_pos(0, vim.fn.search("Nowhere", "wn") - 1, 15)[1]
  seen.modifiers = vim.tbl_keys(token.modifiers)

  press("Go😀 漢字 [[")
  wait("the completion", function() return vim.fn.pumvisible() == 1 end)
  seen.completion = vim.tbl_map(function(item) return item.abbr end, vim.fn.complete_info({ "items" }).items)
  press("Tw")
  wait("fewer completions", function() return #vim.fn.complete_info({ "matches" }).matches == 1 end)
  press("<C-n><C-y>")
  -- Neovim resolves the item first, and inserts the link when the response arrives.
  wait("the completed link", function() return vim.api.nvim_get_current_line():sub(-2) == "]]" end)
  press("<Esc>")
  journey.wait_for_mode("n")
  seen.completed = vim.api.nvim_get_current_line()
  vim.cmd("edit!")
  open_second()
end

journey.run(travel)
