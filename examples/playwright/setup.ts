export { setup as default } from 'restante/setup';
