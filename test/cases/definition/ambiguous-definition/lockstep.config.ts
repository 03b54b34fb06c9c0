export default { project: 'weather', jobs: { unit: 'npm test' } };
