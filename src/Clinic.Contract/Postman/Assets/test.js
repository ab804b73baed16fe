// Runs after every answer: what holds for all of them.
pm.test('has the headers that every answer has', () => {
  pm.response.to.have.header('X-Request-Id');
  pm.expect(pm.response.headers.get('Cache-Control')).to.be.oneOf(['no-store', 'private, no-cache', 'public, max-age=60']);
  pm.expect(pm.response.headers.get('X-Content-Type-Options')).to.equal('nosniff');
  pm.response.to.have.header('Strict-Transport-Security');
});
// What people open refuses with a page.
if (pm.response.code >= 400 && !pm.request.url.getPath().endsWith('/appointments/answer')) {
  pm.test('refuses with problem details', () => {
    pm.expect(pm.response.headers.get('Content-Type')).to.match(/^application\/problem\+json/);
    const problem = pm.response.json();
    pm.expect(problem).to.include({ status: pm.response.code, type: `urn:clinic:problem:${problem.code}` }).and.to.have.property('traceId');
  });
}
