using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Looks at an open screen as people do who see or read differently: zoomed, from right to left, in the colours of their system; and at what a program would say and a person would not.</summary>
internal static class HardLooks
{
    /// <summary>A window of 1280 pixels at 200 % and at 400 % (WCAG 2.2, 1.4.10 reflow).</summary>
    private static readonly int[] Zoomed = [640, 320];

    /// <summary>Left open by axe and looked at by people: <c>rule</c>, and a part of the markup it is about.</summary>
    private static readonly (string Rule, string Markup)[] Reviewed =
    [
        // Labels of charts and of the picture of a path stand on the plain surface of their panel, in the colours of the text beside them.
        ("color-contrast", "<text"),
        // Columns of tables that are scrolled out of their panel at this width: axe decides the same cells of the rows and columns that are not.
        ("color-contrast", "partially obscured by another element"),
        // Plus and minus have the colours of the word beside them, which axe decides.
        ("color-contrast", "class=\"sign"),
        // The steps of a plan are folded to one row a group until somebody opens it.
        ("th-has-data-cells", "class=\"plan-steps\""),
    ];

    private const string Raw = """
        () => {
          const raw = [
            [/\d{4}-\d\d-\d\dT\d\d:\d\d/, "an instant as programs write it"],
            [/\b\d+:\d\d:\d\d\.\d{2,}/, "a duration as programs write it"],
            [/(^|[^\w.,:/#-])(?!999999)\d{5,}(?![\w-])/, "a number without groups"],
            [/\{\d\}/, "a place for a value that has none"],
            [/\b(NaN|undefined|null|True|False)\b/, "a value of a program"],
            [/\b(System|Muster|Microsoft)\.[A-Z]\w+\.[A-Z]/, "a name of a program's part"],
          ];
          const data = "code, pre, input, textarea, select, .mono, .data, .id, time, svg, [data-raw]";
          const found = [];
          const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.parentElement.closest(data) || !node.parentElement.checkVisibility()) continue;
            for (const [pattern, what] of raw)
              if (pattern.test(node.data)) found.push(`${what}: ${node.data.trim().slice(0, 120)}`);
          }
          return found;
        }
        """;

    private const string Wider = """
        () => {
          const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
          if (over <= 0) return null;
          const room = document.documentElement.clientWidth;
          const wide = [...document.querySelectorAll("body *")].filter((each) => {
            const box = each.getBoundingClientRect();
            return (box.right > room + 0.5 || box.left < -0.5) && box.width > 0 && !each.parentElement.closest(".table-wrap, pre, .scroll");
          });
          return `${over} px: ${wide.slice(0, 3).map((each) => each.outerHTML.slice(0, 100)).join(" | ")}`;
        }
        """;

    private const string Broken = """
        () => {
          const broken = new Set();
          for (const cell of document.querySelectorAll("main td, main th")) {
            const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              if (node.parentElement.closest(".sr, code, pre") || !node.parentElement.checkVisibility()) continue;
              for (const word of node.data.matchAll(/(?<!\S)[\p{L}\p{N}]{2,30}(?!\S)/gu)) {
                const range = new Range();
                range.setStart(node, word.index);
                range.setEnd(node, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.add(word[0]);
              }
            }
          }
          return [...broken];
        }
        """;

    private const string NoOutline = """
        () => {
          const all = [...document.querySelectorAll("main a[href], main button:not(:disabled), main input:not([type=hidden]), main select, main textarea, main summary")];
          return all.filter((each) => {
            if (!each.checkVisibility()) return false;
            each.focus({ focusVisible: true });
            if (document.activeElement !== each) return false;
            const style = getComputedStyle(each);
            return style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 1;
          }).map((each) => each.outerHTML.slice(0, 120));
        }
        """;

    /// <summary>What is wrong with what axe cannot decide and nobody has looked at, in words; empty for nothing.</summary>
    /// <param name="page">An open screen.</param>
    public static async Task<IReadOnlyList<string>> UndecidedAsync(IPage page) =>
        [.. (await Axe.LeftOpenAsync(page)).Where(each => !IsReviewed(each)).Select(each => $"left open by axe: {each}")];

    /// <summary>What is wrong, in words; empty for nothing.</summary>
    /// <param name="page">An open screen.</param>
    /// <param name="shot">Takes a picture of a look; null for none.</param>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IPage page, Func<string, Task>? shot)
    {
        var faults = new List<string>();
        faults.AddRange(await page.EvaluateAsync<string[]>(Raw));
        foreach (var width in Zoomed)
        {
            await page.SetViewportSizeAsync(width, 512);
            await AddWiderAsync($"{width} px");
            faults.AddRange((await page.EvaluateAsync<string[]>(Broken)).Select(word => $"{width} px: breaks inside the word {word}"));
        }
        await page.SetViewportSizeAsync(1280, 900);
        await page.EvaluateAsync("() => { document.documentElement.dir = 'rtl'; }");
        await AddWiderAsync("from right to left");
        await page.SetViewportSizeAsync(400, 900);
        await AddWiderAsync("from right to left, 400 px");
        if (shot is not null)
            await shot("rtl");
        await page.EvaluateAsync("() => { document.documentElement.dir = ''; }");
        await page.SetViewportSizeAsync(1280, 900);
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        faults.AddRange((await page.EvaluateAsync<string[]>(NoOutline)).Select(each => $"no focus to be seen in forced colours: {each}"));
        if (shot is not null)
            await shot("forced");
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None });
        return faults;

        async Task AddWiderAsync(string look)
        {
            if (await page.EvaluateAsync<string?>(Wider) is { } wider)
                faults.Add($"{look}: is wider than the window by {wider}");
        }
    }

    private static bool IsReviewed(string each) =>
        Reviewed.Any(reviewed =>
            each.StartsWith(reviewed.Rule + ":", StringComparison.Ordinal) && each.Contains(reviewed.Markup, StringComparison.Ordinal)
        );
}
