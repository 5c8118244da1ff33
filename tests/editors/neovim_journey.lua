-- A journey through Neovim: what a driver does, and what it sees, which is written to the file $SEEN as JSON.
local M = { seen = {} }

-- The journey is a coroutine, so that Neovim works as always while it waits.
local journey

function M.wait(what, ready)
  local deadline = vim.uv.now() + 15000
  while not ready() do
    if vim.uv.now() > deadline then
      error("waited in vain for " .. what)
    end
    vim.defer_fn(function() coroutine.resume(journey) end, 20)
    coroutine.yield()
  end
end

function M.press(keys) vim.api.nvim_input(keys) end

function M.wait_for_mode(mode)
  M.wait("the mode " .. mode, function() return vim.api.nvim_get_mode().mode == mode end)
end

--- Go through `travel` to its end, write what was seen, and leave Neovim.
function M.run(travel)
  journey = coroutine.create(function()
    local good, problem = xpcall(travel, debug.traceback)
    if not good then
      M.seen.problem = problem
    end
    vim.fn.writefile({ vim.json.encode(M.seen) }, vim.env.SEEN)
    vim.cmd("qall!")
  end)
  vim.schedule(function() coroutine.resume(journey) end)
end

return M
