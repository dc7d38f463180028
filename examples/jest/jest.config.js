module.exports = {
  testMatch: ['**/*.spec.js'],
  globalSetup: './setup.js',
  globalTeardown: './teardown.js',
};
