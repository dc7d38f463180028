import { addMailCommands } from 'restante/cypress';

addMailCommands(Cypress, cy);
