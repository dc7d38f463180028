import { defineConfig } from 'cypress';
import { startRestante } from 'restante/setup';
import { startShop } from 'shop';

export default defineConfig({
  e2e: {
    video: false,
    async setupNodeEvents(on, config) {
      const restante = await startRestante();
      const shop = await startShop();
      on('after:run', async () => {
        shop.close();
        await restante.stop();
      });
      config.baseUrl = shop.url;
      config.env.RESTANTE_URL = process.env.RESTANTE_URL;
      return config;
    },
  },
});
