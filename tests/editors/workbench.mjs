// VS Code itself in a browser, and a person at it: what is seen on the way is told as JSON. With a folder for pictures, one is taken at each step.
// Given: playwright-core's folder, the browser, the address, the folder for pictures or nothing.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [playwright, browser, address, pictures] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(path.join(playwright, "index.mjs")));
const context = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
const page = await context.newPage({ viewport: { width: 1400, height: 900 } });
page.setDefaultTimeout(60000);
const seen = {};
const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** What `look` gives once it is so, whatever that takes; the last that was seen where it never is. */
async function until(look, isSo, seconds = 60) {
  let last;
  for (let round = 0; round < seconds * 4; round++) {
    last = await look();
    if (isSo(last)) break;
    await page.waitForTimeout(250);
  }
  return last;
}
const texts = (selector) => page.locator(selector).evaluateAll((found) => found.map((one) => one.textContent.replaceAll("\u00a0", " ")));
const some = (selector, word = "") => until(() => texts(selector), (found) => found.some((one) => one.includes(word)));

/** Types into the box that a key opens, and takes its first answer that has the words. */
async function choose(key, words, answer = words) {
  await press(key);
  await page.locator(".quick-input-widget input").first().waitFor();
  await page.keyboard.type(words);
  await some(".quick-input-list .monaco-list-row", answer);
  await press("Enter");
}
const open = async (name) => {
  await choose("Control+p", name);
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  await page.locator(".editor-instance .view-line").first().waitFor();
};
const place = async (line, column) => {
  await press("Control+g");
  await page.locator(".quick-input-widget input").first().waitFor();
  await page.keyboard.type(`${line}:${column}`);
  await press("Enter");
  await until(() => texts(".statusbar-item"), (all) => all.some((one) => one.includes(`Ln ${line},`)), 5);
};
const problems = () => page.locator("[id='status.problems'] a").first().getAttribute("aria-label");
async function fixes() {
  for (let round = 0; round < 5; round++) {
    await press("Escape", "Control+.");
    const found = await until(() => texts(".action-widget .monaco-list-row"), (all) => all.length, 5);
    if (found.length) return found;
  }
  return [];
}
async function suggested() {
  await press("Control+Space");
  const found = await some(".suggest-widget.visible .monaco-list-row");
  await picture("suggested");
  await press("Escape");
  return found;
}
let count = 0;
const picture = (name) => pictures && page.screenshot({ path: path.join(pictures, `${++count}-${name}.png`) });
const step = async (name, work) => {
  try {
    seen[name] = await work();
  } catch (error) {
    seen[name] = `failed: ${error}`;
  }
  await picture(name);
};

await page.goto(address);
await page.locator(".monaco-workbench").waitFor();
await step("untrusted", () => some(".notification-list-item-message", "kpi-rules"));
await step("trust", async () => {
  await choose("F1", "Manage Workspace Trust");
  await page.getByRole("button", { name: "Trust", exact: true }).first().click();
});
await step("problems of the plan", async () => {
  await open("bad.kpi.yaml");
  return until(problems, (all) => /[1-9]/.test(all));
});
await step("hover", async () => {
  await place(32, 18);
  await press("Control+k", "Control+i");
  return some(".monaco-hover:visible .hover-row", "awarness");
});
await step("fixes", async () => {
  await press("Escape");
  return fixes();
});
await step("after the fix", async () => {
  const before = await problems();
  await press("Enter");
  return until(problems, (all) => all !== before);
});
await step("fields", async () => {
  await place(14, 20);
  await press("End", "Enter");
  return suggested();
});
await step("lenses and hints", async () => [...(await some(".codelens-decoration", "10 violations")), ...(await some(".view-line span", "of 6 KPIs"))]);
await step("why", async () => {
  await place(1, 1);
  await page.locator(".codelens-decoration a", { hasText: "why?" }).first().click();
  await page.locator('.tab.active[data-resource-name="why.md"]').waitFor();
  return some(".editor-instance .view-line", "core/");
});
await step("colours", async () => {
  await open("money.rules");
  const words = async () =>
    Object.fromEntries(
      await page.locator(".editor-instance .view-line > span > span").evaluateAll((all) =>
        all.map((one) => [one.textContent.replaceAll("\u00a0", " ").trim(), getComputedStyle(one).color]),
      ),
    );
  return until(words, (all) => all["costly-without-sponsor"] && all["costly-without-sponsor"] !== all.rule, 20);
});
await step("tests of the pack", async () => {
  await page.locator(".codelens-decoration a", { hasText: "run them" }).first().click();
  return some(".notification-list-item-message", "tests");
});
await step("members", async () => {
  await place(23, 1);
  await page.keyboard.type('\nrule new-one "A KPI has a name"\nfor each kpi in plan.kpis\nmust kpi.');
  return suggested();
});
await step("problems of the pack", async () => {
  await page.keyboard.type("nmae is present\n");
  await press("Control+Shift+m");
  return some(".markers-panel .monaco-list-row", "nmae");
});
await step("fix of a rule", async () => {
  await page.locator(".editor-instance .view-lines").click();
  await place(26, 15);
  return fixes();
});
await step("fields of the pack", async () => {
  await press("Escape");
  await open("pack.yaml");
  await place(9, 20);
  await press("End", "Enter");
  return suggested();
});
await context.close();
process.stdout.write(JSON.stringify(seen));
