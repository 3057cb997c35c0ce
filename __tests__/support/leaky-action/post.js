console.log(`state: ${process.env.STATE_camelCase}`)
console.log(`input: ${process.env.INPUT_SECRET}`)
console.log(`days: ${process.env.INPUT_NUMBER_OF_DAYS}`)
