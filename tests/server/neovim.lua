-- What a user of Neovim does: opens the bad example and a half-written rule, sees findings, hovers, completes, applies a fix. Prints what it saw as JSON.
local program, folder = os.getenv("KPI_PROGRAM"), os.getenv("KPI_FOLDER")
local saw = {}

local function open(path, filetype)
  vim.cmd("edit " .. vim.fn.fnameescape(folder .. "/" .. path))
  vim.bo.filetype = filetype
  local buffer = vim.api.nvim_get_current_buf()
  vim.lsp.buf_attach_client(buffer, saw.client)
  return buffer
end

local function ask(buffer, method, line, character, more)
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = line, character = character },
    context = more,
    range = { start = { line = line, character = character }, ["end"] = { line = line, character = character } },
  }
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 30000) or {}
  return (answers[saw.client] or {}).result
end

local function diagnostics(buffer)
  vim.wait(30000, function() return #vim.diagnostic.get(buffer) > 0 end, 50)
  return vim.diagnostic.get(buffer)
end

saw.client = vim.lsp.start_client({
  name = "kpi-rules",
  cmd = { program, "server" },
  root_dir = folder,
  capabilities = vim.lsp.protocol.make_client_capabilities(),
})

local plan = open("bad.kpi.yaml", "yaml")
saw.plan = {}
for _, one in ipairs(diagnostics(plan)) do
  table.insert(saw.plan, { rule = one.code or (one.user_data.lsp or {}).code, line = one.lnum, column = one.col })
end

local rules = open("acme/focus.rules", "kpi-rules")
saw.rules = diagnostics(rules)[1].message
saw.hover = ask(rules, "textDocument/hover", 2, 8)
saw.completion = ask(rules, "textDocument/completion", 2, 13)
local actions = ask(rules, "textDocument/codeAction", 2, 14, { diagnostics = {} })
saw.action = actions[1].title
vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
saw.fixed = vim.api.nvim_buf_get_lines(rules, 2, 3, false)[1]
saw.clean = vim.wait(30000, function() return #vim.diagnostic.get(rules, { severity = vim.diagnostic.severity.ERROR }) == 0 end, 50)
vim.lsp.stop_client(saw.client)
io.stdout:write(vim.fn.json_encode(saw))
vim.cmd("qall!")
