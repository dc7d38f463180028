it('signing up and confirming the address', () => {
  cy.createInbox().then((inbox) => {
    cy.visit(`/sign-up?address=${encodeURIComponent(inbox.address)}`);
    cy.waitForLink(inbox, 'Confirm address').then((link) => cy.visit(link));
    cy.contains('h1', 'Thank you');
  });
});
