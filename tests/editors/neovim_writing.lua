-- Writes notes as a user does: fixes a link, types with completion, renames, and saves everything.
local journey = dofile(vim.fs.joinpath(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)), "neovim_journey.lua"))
local seen, wait, press = journey.seen, journey.wait, journey.press

local function line_is(text)
  return function() return vim.api.nvim_get_current_line() == text end
end

local function holds(file, text)
  return function()
    local buffer = vim.fn.bufnr(file)
    return buffer > 0 and table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n"):find(text, 1, true)
  end
end

--- Choose the item with this title from the next menu, which plugins may replace, too.
local function choose(title)
  vim.ui.select = function(items, options, on_choice)
    seen.menu = vim.tbl_map(options.format_item, items)
    for _, item in ipairs(items) do
      if options.format_item(item) == title then
        return on_choice(item)
      end
    end
    error(title .. " is not offered")
  end
end

--- Type text and the keys that open completion, accept the first item, and wait for the resulting line.
local function complete(keys, result)
  press(keys)
  wait("the completion of " .. keys, function() return vim.fn.pumvisible() == 1 end)
  press("<C-n><C-y>")
  wait("the completed " .. result, line_is(result))
end

local function rename(place, name)
  vim.fn.cursor(1, 1)
  vim.fn.search(place, "e")
  press("grn")
  journey.wait_for_mode("c")
  seen.placeholder = vim.fn.getcmdline()
  press("<C-u>" .. name .. "<CR>")
end

local function travel()
  wait("the diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  vim.fn.search("Two Sidez")
  choose("Link to “Two Sides”")
  press("gra")
  wait("the fixed link", line_is("😀 漢字 [[Two Sides]] is misspelt."))

  press("Gosta<C-x><C-o>")
  complete("", "status:: ")
  press("open<CR>")
  complete("😀 漢字 #pl<C-x><C-o>", "😀 漢字 #plant/tree")
  press("<CR>")
  -- Many users have a plugin that closes brackets.
  complete("😀 漢字 [[]]<Left><Left>", "😀 漢字 [[Two Sides]]")
  press("<Esc>")
  journey.wait_for_mode("n")

  rename("#Facts", "事実")
  wait("the renamed heading", holds("Two Sides.md", "## 事実"))
  rename("\\[\\[Two", "両 sides")
  wait("the renamed note", function() return vim.fn.bufnr("両 sides.md") > 0 end)
  vim.cmd("wall")
end

journey.run(travel)
