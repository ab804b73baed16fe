// Runs before every request: signs in, and makes what the request names and nobody has made yet. A {{variable}} that has a recipe
// here and no value (or a token that is about to expire) is made first; so every request works alone, in any order and again.
const login = who => ({ method: 'POST', path: '/auth/login', body: { email: `{{${who}Email}}`, password: `{{${who}Password}}` } });
const staff = who => ({
  method: 'POST', path: '/users', as: 'adminToken',
  body: { role: 'thanatologist', firstName: 'Postman', firstLastName: who, email: `{{${who}Email}}`, password: `{{${who}Password}}` },
});
const address = { value: '{{mailUser}}+{{$guid}}@{{mailDomain}}' };
const password = { value: 'clave {{$guid}}' };
const recipes = {
  adminToken: { ...login('admin'), take: 'accessToken' },
  thanatologistEmail: address,
  thanatologistPassword: password,
  thanatologistId: { ...staff('thanatologist'), take: 'id' },
  thanatologistToken: { needs: ['thanatologistId'], ...login('thanatologist'), take: 'accessToken' },
  refreshToken: { needs: ['thanatologistId'], ...login('thanatologist'), take: 'refreshToken' },
  enrolledToken: { needs: ['mfaSecret'], value: '{{thanatologistToken}}' },
  mfaSecret: { method: 'POST', path: '/auth/mfa/enrol', as: 'thanatologistToken', take: 'secret', body: { currentPassword: '{{thanatologistPassword}}' } },
  spareEmail: address,
  sparePassword: password,
  spareId: { ...staff('spare'), take: 'id' },
  spareToken: { needs: ['spareId'], ...login('spare'), take: 'accessToken' },
  patientId: {
    method: 'POST', path: '/users', as: 'thanatologistToken',
    body: { role: 'patient', firstName: 'Sofía', firstLastName: 'Núñez', secondLastName: 'Peña' }, take: 'id',
  },
  sessionId: {
    method: 'POST', path: '/sessions', as: 'thanatologistToken', take: 'id',
    body: {
      userId: '{{patientId}}', date: '{{yesterday}}', serviceType: 'Servicios Acompañamiento', interventionType: 'Tanatología',
      tool: 'Diálogo', motive: 'Duelo', evaluation: 'Primera sesión.', recoveryFee: 150.5,
    },
  },
  appointmentId: {
    method: 'POST', path: '/appointments', as: 'thanatologistToken', take: 'id',
    body: { patientId: '{{patientId}}', start: '{{appointmentStart}}', override: true },
  },
  waitingListId: {
    method: 'POST', path: '/waiting-list', as: 'thanatologistToken', take: 'id',
    body: { patientId: '{{patientId}}', thanatologistId: '{{thanatologistId}}' },
  },
  lossId: {
    method: 'POST', path: '/users/{{patientId}}/losses', as: 'thanatologistToken', take: 'id', body: { kind: 'Muerte', relation: 'Madre', date: '2024-05-10' },
  },
  alertId: {
    method: 'POST', path: '/users/{{patientId}}/alerts', as: 'thanatologistToken', take: 'id', body: { kind: 'other', severity: 'low', text: 'Llora mucho.' },
  },
  instrumentId: {
    method: 'PUT', path: '/instruments/postman', as: 'adminToken', take: 'id',
    body: {
      name: 'Dos preguntas', items: ['q1', 'q2'].map(id => ({ id, text: `Tema ${id}`, options: [0, 1, 2, 3].map(value => ({ value, label: `${value}` })) })),
      score: 'sum', bands: [{ from: 0, to: 6, label: 'Todas' }], language: 'es-MX', source: 'Inventado para esta colección',
    },
  },
  assessmentId: {
    method: 'POST', path: '/users/{{patientId}}/assessments', as: 'thanatologistToken', take: 'id',
    body: { instrument: '{{instrumentId}}', answers: { q1: 2, q2: 1 } },
  },
  draftedPatientId: { method: 'PUT', path: '/users/{{patientId}}/draft', as: 'thanatologistToken', take: 'userId', body: { tool: 'Diálogo' } },
  plannedPatientId: { needs: ['safetyPlan'], value: '{{patientId}}' },
  safetyPlan: {
    method: 'PUT', path: '/users/{{patientId}}/safety-plan', as: 'thanatologistToken', take: 'version',
    body: { warningSigns: ['Dejo de contestar el teléfono'] },
  },
  taskId: { method: 'POST', path: '/tasks', as: 'thanatologistToken', take: 'id', body: { patientId: '{{patientId}}', text: 'Llamar.', due: '2035-05-10' } },
  messageId: {
    method: 'POST', path: '/messages', as: 'thanatologistToken', take: 'id',
    body: { to: '{{recipient}}', subject: 'Su próxima sesión', body: 'La esperamos el jueves.', storeSecure: true },
  },
  apiKey: {
    method: 'POST', path: '/auth/api-keys', as: 'adminToken', take: 'key', takeToo: { apiKeyId: 'id' },
    body: { name: 'Postman', scopes: ['clinic/messages.send', 'clinic/messages.read'] },
  },
  apiKeyId: { needs: ['apiKey'] },
  calendarFeedId: { method: 'POST', path: '/calendar/feeds', as: 'thanatologistToken', take: 'id' },
  exportId: { method: 'POST', path: '/exports', as: 'adminToken', take: 'id' },
  luciaEmail: address,
  luciaPassword: password,
  hectorEmail: address,
  hectorPassword: password,
};

// Days before today are never after it, whatever the clinic's time zone.
const day = days => new Date(Date.now() - days * 86400000).toISOString().slice(0, 10);
pm.collectionVariables.set('yesterday', day(2));
pm.collectionVariables.set('lastWeek', day(9));
// Some hour of the next years, so that runs do not take each other's times.
pm.collectionVariables.set('appointmentStart', new Date((Math.floor(Date.now() / 3600000) + 24 + Math.floor(Math.random() * 20000)) * 3600000).toISOString());

const isMissing = name => !pm.variables.get(name) || Number(pm.variables.get(`${name}Expires`) || Infinity) < Date.now() + 60000;
const missingIn = value => [...JSON.stringify(value).matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).filter(name => recipes[name] && isMissing(name));

function makeAll(names, done) {
  const [first, ...rest] = names;
  return first ? make(first, () => makeAll(rest, done)) : done();
}

function make(name, done) {
  if (!isMissing(name)) return done();
  const recipe = recipes[name];
  const named = [...(recipe.needs || []), recipe.as].filter(Boolean).map(need => `{{${need}}}`);
  makeAll(missingIn([named, recipe]), () => {
    if (!isMissing(name)) return done();
    if (recipe.value) {
      pm.collectionVariables.set(name, pm.variables.replaceIn(recipe.value));
      return done();
    }
    send(name, recipe, done);
  });
}

function send(name, recipe, done) {
  const header = { 'Content-Type': 'application/json' };
  if (recipe.as) header.Authorization = `Bearer ${pm.variables.get(recipe.as)}`;
  pm.sendRequest({
    url: pm.variables.get('baseUrl') + pm.variables.replaceIn(recipe.path), method: recipe.method, header,
    body: recipe.body && { mode: 'raw', raw: pm.variables.replaceIn(JSON.stringify(recipe.body)) },
  }, (error, response) => {
    pm.test(`(makes ${name}: ${recipe.method} ${recipe.path})`, () => {
      pm.expect(error, 'the request').to.equal(null);
      pm.expect(response.code, response.text()).to.be.oneOf([200, 201, 202]);
    });
    if (error || response.code >= 300) return;
    pm.collectionVariables.set(name, response.json()[recipe.take]);
    Object.entries(recipe.takeToo || {}).forEach(([other, member]) => pm.collectionVariables.set(other, response.json()[member]));
    if (recipe.take === 'accessToken') pm.collectionVariables.set(`${name}Expires`, Date.now() + response.json().expiresIn * 1000);
    done();
  });
}

makeAll(missingIn(pm.request.toJSON()), () => {});
