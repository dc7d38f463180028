module.exports = async () => {
  const { startRestante } = await import('restante/setup');
  globalThis.restante = await startRestante();
};
