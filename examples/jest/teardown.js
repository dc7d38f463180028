module.exports = () => globalThis.restante.stop();
