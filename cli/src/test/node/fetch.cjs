/*
 * Fetches and verifies one target with tuf-js, which shares no code with Lockstep.
 *
 * usage: fetch.cjs BASE-URL FIRST-ROOT TARGET FILE
 *
 * BASE-URL is where a published folder is served, FIRST-ROOT its 1.root.json as installers carry it, TARGET a name such as
 * releases/1.0.0.json. The verified target is written to FILE. Needs "npm ci" in this folder once.
 */
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Updater } = require('tuf-js');

async function main() {
  const [base, firstRoot, name, file] = process.argv.slice(2);
  const trusted = fs.mkdtempSync(path.join(os.tmpdir(), 'tuf-js-'));
  try {
    fs.copyFileSync(firstRoot, path.join(trusted, 'root.json'));
    const updater = new Updater({
      metadataDir: trusted,
      metadataBaseUrl: base + '/metadata/vendor',
      targetDir: path.dirname(path.resolve(file)),
      targetBaseUrl: base + '/targets',
    });
    await updater.refresh();
    const target = await updater.getTargetInfo(name);
    if (target === undefined) {
      throw new Error(`nobody vouches for ${name}`);
    }
    await updater.downloadTarget(target, file);
  } finally {
    fs.rmSync(trusted, { recursive: true });
  }
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
