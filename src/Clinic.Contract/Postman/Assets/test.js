// Runs after every answer: what holds for all of them.
pm.test('has the headers that every answer has', () => {
  pm.response.to.have.header('X-Request-Id');
  pm.expect(pm.response.headers.get('Cache-Control')).to.equal('no-store');
  pm.expect(pm.response.headers.get('X-Content-Type-Options')).to.equal('nosniff');
  pm.response.to.have.header('Strict-Transport-Security');
});
if (pm.response.code >= 400) {
  pm.test('refuses with problem details', () => {
    pm.expect(pm.response.headers.get('Content-Type')).to.match(/^application\/problem\+json/);
    pm.expect(pm.response.json()).to.include({ status: pm.response.code }).and.to.have.property('traceId');
  });
}
