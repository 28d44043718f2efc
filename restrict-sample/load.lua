-- Of ten requests: one upload, four lists, three downloads, two thumbnails. Every other upload is an image.

local ffi = require("ffi")
ffi.cdef("void *calloc(size_t, size_t); int getpid(void); int kill(int, int);")

local most_threads = 64
local threads = {}
local flags
local limit, started, answered, uploads = 0, 0, 0, 0
local ids, images = {}, {}
local boundary = "restrict-sample-load"
bad = 0
statuses = ""
wanted = 0
count = 0

function setup(thread)
  table.insert(threads, thread)
  -- A flag for each thread, in memory that all of them see: each has a Lua state of its own.
  flags = flags or ffi.cast("int *", ffi.C.calloc(most_threads, 4))
  thread:set("number", #threads)
  thread:set("address", tonumber(ffi.cast("uintptr_t", flags)))
end

local function little(value, bytes)
  local text = ""
  for _ = 1, bytes do
    text = text .. string.char(value % 256)
    value = math.floor(value / 256)
  end
  return text
end

-- An uncompressed image of 24 bits a pixel; the width is a multiple of four, so rows need no padding.
local function bmp(width, height)
  local pixels = {}
  for y = 1, height do
    for x = 1, width do
      pixels[#pixels + 1] = string.char(x * 3 % 256, y * 5 % 256, (x + y) % 256)
    end
  end
  local data = table.concat(pixels)
  return "BM" .. little(54 + #data, 4) .. little(0, 4) .. little(54, 4) .. little(40, 4) .. little(width, 4)
    .. little(height, 4) .. little(1, 2) .. little(24, 2) .. little(0, 4) .. little(#data, 4) .. little(2835, 4)
    .. little(2835, 4) .. little(0, 4) .. little(0, 4) .. data
end

local function upload(name, type, content)
  local body = "--" .. boundary .. "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" .. name
    .. "\"\r\nContent-Type: " .. type .. "\r\n\r\n" .. content .. "\r\n--" .. boundary .. "--\r\n"
  local headers = { ["Content-Type"] = "multipart/form-data; boundary=" .. boundary }
  return wrk.format("POST", "/documents", headers, body)
end

local image, text, list

function init(args)
  local total = tonumber(args[1])
  count = tonumber(args[2])
  wanted = total
  limit = math.floor(total / count) + ((number or 1) <= total % count and 1 or 0)
  image = upload("load.bmp", "image/bmp", bmp(320, 240))
  text = upload("load.txt", "text/plain", string.rep("under load\n", 400))
  list = wrk.format("GET", "/documents")
  math.randomseed(number or 1)
end

-- Asked before each request: those beyond the limit are put off until the thread has stopped.
function delay()
  started = started + 1
  return started <= limit and 0 or 3600000
end

function request()
  local turn = started % 10
  if turn == 0 or #ids == 0 then
    uploads = uploads + 1
    return uploads % 2 == 1 and image or text
  elseif turn <= 4 then
    return list
  elseif turn <= 7 or #images == 0 then
    return wrk.format("GET", "/documents/" .. ids[math.random(#ids)] .. "/content")
  end
  return wrk.format("GET", "/documents/" .. images[math.random(#images)] .. "/thumbnail")
end

-- wrk sleeps until its time is over, whatever its threads do; an interrupt ends that, and the report comes.
function stop_when_last()
  flags = ffi.cast("int *", address)
  flags[number - 1] = 1
  local pid = ffi.C.getpid()
  for other = 0, count - 1 do
    if flags[other] == 0 then
      return
    end
  end
  ffi.C.kill(pid, 2)
end

function response(status, headers, body)
  answered = answered + 1
  if status < 200 or status > 299 then
    bad = bad + 1
    if bad <= 5 then
      statuses = statuses .. " " .. status
    end
  elseif status == 201 then
    local id = body:match('"id":"([^"]+)"')
    ids[#ids + 1] = id
    if body:find('"image/', 1, true) then
      images[#images + 1] = id
    end
  end
  if answered == limit then
    wrk.thread:stop()
    stop_when_last()
  end
end

function done(summary, latency)
  local failed, seen, wanted = 0, "", threads[1]:get("wanted")
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("bad")
    seen = seen .. thread:get("statuses")
  end
  local errors = summary.errors
  local sockets = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("requests: %d\n", summary.requests))
  io.write(string.format("errors: %d (%d not 2xx%s; sockets: connect %d, read %d, write %d, timeout %d)\n",
    failed + sockets, failed, seen ~= "" and ", the first:" .. seen or "", errors.connect, errors.read, errors.write,
    errors.timeout))
  io.write(string.format("requests/s: %.0f, p99: %.1f ms\n", summary.requests / summary.duration * 1e6,
    latency:percentile(99) / 1000))
  if failed + sockets > 0 or summary.requests < wanted then
    if summary.requests < wanted then
      io.write(string.format("only %d of %d requests were answered\n", summary.requests, wanted))
    end
    os.exit(1)
  end
end
