// Keeps the first page true while it is open: what runs, and whether the host still answers.
const status = document.getElementById("status");

const starting = status.classList.contains("starting");

function say(text, gone) {
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("gone", gone);
}

function processes({ processes, waiting }) {
  const count = processes === 0 ? "starts when needed" : processes === 1 ? "1 process" : `${processes} processes`;
  return waiting === 0 ? count : `${count}, ${waiting} waiting`;
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/_local/health");
    if (!answer.ok) return;
    if (starting) location.reload();
    const health = await answer.json();
    for (const item of health.functions) {
      const cell = document.querySelector(`[data-function="${CSS.escape(item.name)}"] span`);
      if (cell) cell.textContent = processes(item);
    }
    say("Running", false);
  } catch {
    say("The host does not answer any more: start it again with ./run_local.sh", true);
  }
}

setInterval(refresh, starting ? 1000 : 5000);
document.addEventListener("visibilitychange", refresh);
