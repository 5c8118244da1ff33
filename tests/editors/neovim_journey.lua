-- Common parts of the drivers: they record what they see, and write it to the file $SEEN as JSON.
local M = { seen = {} }

-- A coroutine, so that Neovim keeps working while the driver waits.
local journey

function M.wait(what, ready)
  local deadline = vim.uv.now() + 15000
  while not ready() do
    if vim.uv.now() > deadline then
      error("timed out waiting for " .. what)
    end
    vim.defer_fn(function() coroutine.resume(journey) end, 20)
    coroutine.yield()
  end
end

function M.press(keys) vim.api.nvim_input(keys) end

function M.wait_for_mode(mode)
  M.wait("the mode " .. mode, function() return vim.api.nvim_get_mode().mode == mode end)
end

--- Run `travel`, write what it recorded, and quit Neovim.
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
