// The API as the dashboard sees it. The tokens live in this tab alone.
let tokens = JSON.parse(sessionStorage.getItem("tokens") ?? "null");

function keep(value) {
  tokens = value;
  if (value) sessionStorage.setItem("tokens", JSON.stringify(value));
  else sessionStorage.removeItem("tokens");
}

// Why there is no answer, as a sentence for the one who asked; the status is 0 when nobody answers.
class Refusal extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

async function call(path, { accept = "application/json", body, signal } = {}) {
  const headers = { Accept: accept };
  if (tokens) headers.Authorization = `Bearer ${tokens.accessToken}`;
  if (body) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("El servidor no responde. Inícielo con ./run_local.sh y vuelva a intentar.", 0);
  }
  if (answer.ok) return answer;
  throw new Refusal(sentence(answer, await answer.json().catch(() => ({}))), answer.status);
}

// The items of all pages of a list; the path has a query.
async function listAll(path, signal) {
  const items = [];
  for (let next = ""; next !== undefined;) {
    const page = await (await call(`${path}&limit=100${next && `&nextToken=${encodeURIComponent(next)}`}`, { signal })).json();
    items.push(...page.items);
    next = page.nextToken;
  }
  return items;
}

function sentence(answer, problem) {
  const after = Number(answer.headers.get("Retry-After"));
  switch (answer.status) {
    case 400: return "Ese periodo no se acepta. Elija fechas que abarquen a lo más cinco años.";
    case 401: return "La sesión terminó. Entre de nuevo.";
    case 403: return "Esta cuenta no puede ver reportes. Salga y entre con una cuenta de administración, de apoyo o de tanatología.";
    case 404: return "Ese tanatólogo no existe o ya no está a su alcance. Elija otro.";
    case 429: return `Hubo demasiados intentos. Espere ${after ? `${Math.ceil(after / 60)} min` : "un momento"} y vuelva a intentar.`;
    case 501: return "Este reporte todavía no está disponible en esta versión.";
    default: return `El servidor no pudo responder (${answer.status}). Vuelva a intentar; si se repite, busque ${problem.traceId ?? "el error"} con ./run_local.sh logs.`;
  }
}
