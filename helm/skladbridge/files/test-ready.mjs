// `helm test`: is every service ready, does the gateway answer, and does it refuse a webhook that nobody signed?
const [full, ...services] = process.argv.slice(1)
const checks = [
  ...services.map((name) => [`${name} is ready`, `http://${full}-${name}:8080/readyz`, {}, 200]),
  ['the settings API is described', `http://${full}-gateway/api/v1/openapi.json`, {}, 200],
  [
    'an unsigned webhook is refused',
    `http://${full}-gateway/hooks/moysklad/00000000-0000-0000-0000-000000000000/product/unsigned`,
    { method: 'POST' },
    403,
  ],
]
const LIMIT_MS = 60_000

async function check([what, url, options, wanted]) {
  let seen
  for (
    const end = Date.now() + LIMIT_MS;
    Date.now() < end;
    await new Promise((again) => setTimeout(again, 1000))
  ) {
    seen = await fetch(url, { ...options, signal: AbortSignal.timeout(5000) }).then(
      ({ status }) => status,
      (error) => error.cause?.code ?? error.message,
    )
    if (seen === wanted) return console.log(`ok   ${what}`)
  }
  console.log(`FAIL ${what}: ${seen}, not ${wanted}`)
  process.exitCode = 1
}

await Promise.all(checks.map(check))
