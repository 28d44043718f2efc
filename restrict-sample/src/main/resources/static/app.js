const $ = selector => document.querySelector(selector);
const input = $('#file');
const drop = $('.drop');

function say(text, bad = false) {
  $('#message').textContent = text;
  $('#message').classList.toggle('bad', bad);
}

async function call(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail || problem.title || `The server answered ${response.status}.`);
  }
  return response;
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes`
    : bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function kind(name) {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1, dot + 6).toUpperCase() : 'FILE';
}

function row(doc) {
  const item = $('#row').content.cloneNode(true).firstElementChild;
  const preview = item.querySelector('.preview');
  if (doc.thumbnail) {
    const image = new Image();
    image.alt = '';
    image.loading = 'lazy';
    image.onerror = () => preview.replaceChildren(kind(doc.name));
    image.src = doc.thumbnail;
    preview.append(image);
  } else {
    preview.append(kind(doc.name));
  }
  const name = item.querySelector('.name');
  name.textContent = doc.name;
  name.href = doc.content;
  item.querySelector('.details').textContent =
    `${size(doc.size)} · ${new Date(doc.uploadedAt).toLocaleString()}`;
  item.querySelector('.delete').onclick = () => attempt(async () => {
    await call(`/documents/${doc.id}`, { method: 'DELETE' });
    say(`${doc.name} is deleted.`);
  });
  return item;
}

async function refresh() {
  const documents = await (await call('/documents')).json();
  $('#documents').replaceChildren(...documents.map(row));
  $('#empty').hidden = documents.length > 0;
}

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    say(error.message, true);
  }
  await refresh().catch(error => say(error.message, true));
}

const upload = files => attempt(async () => {
  for (const file of files) {
    say(`Uploading ${file.name} …`);
    const body = new FormData();
    body.append('file', file);
    await call('/documents', { method: 'POST', body });
  }
  say(files.length === 1 ? `${files[0].name} is stored.` : `${files.length} files are stored.`);
});

input.onchange = () => upload([...input.files]).then(() => { input.value = ''; });
drop.ondragover = event => { event.preventDefault(); drop.classList.add('over'); };
drop.ondragleave = () => drop.classList.remove('over');
drop.ondrop = event => {
  event.preventDefault();
  drop.classList.remove('over');
  upload([...event.dataTransfer.files]);
};

async function lock() {
  const restrict = await (await call('/actuator/restrict')).json();
  $('#lock').textContent = `${restrict.state}: ${[].concat(restrict.promises).join(' ')}`;
  $('#lock').hidden = false;
}

lock().catch(() => {});
attempt(async () => {});
