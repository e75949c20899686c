// Entry for Bedrock AgentCore, which passes no arguments: serve-http on the address and port where it is looked for.
process.argv.splice(2, process.argv.length, 'serve-http');
process.env.EBS_COPY_HOST ??= '0.0.0.0';
require('./dist/main.cjs');
