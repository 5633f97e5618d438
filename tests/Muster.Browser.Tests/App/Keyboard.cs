using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Somebody who has no mouse: goes from place to place with Tab, and must see at each one where they are.</summary>
internal sealed class Keyboard(IPage page)
{
    /// <summary>No way on a page is longer; a trap is.</summary>
    private const int Longest = 150;

    private const string WhatIsWrong = """
        async () => {
          const look = () => {
            const at = document.activeElement;
            if (!at || at === document.body || at === document.documentElement) return null;
            const name = `${at.tagName.toLowerCase()} "${(at.getAttribute("aria-label") ?? at.textContent ?? at.id).trim().slice(0, 40)}"`;
            const style = getComputedStyle(at);
            if (!at.matches(":focus-visible") || style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `${name} does not show that it has the focus`;
            const box = at.getBoundingClientRect();
            if (box.width < 1 || box.height < 1) return `${name} has no size`;
            const x = Math.min(Math.max(box.left + Math.min(box.width, 16) / 2, 1), innerWidth - 1), y = Math.min(Math.max(box.top + Math.min(box.height, 16) / 2, 1), innerHeight - 1);
            if (box.bottom < 1 || box.top > innerHeight - 1) return `${name} is out of sight`;
            const above = document.elementFromPoint(x, y);
            if (above && above !== at && !at.contains(above) && !above.contains(at) && !above.closest("label")?.contains(at)) return `${name} is covered by ${above.tagName}.${above.className}`;
            return null;
          };
          // What grew above it moves it until the next picture is drawn, where the browser has scrolled with it: nobody sees what is between.
          if (look() !== null) await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          return look();
        }
        """;

    /// <summary>Presses a key, or several one after another.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }

    /// <summary>Types where the focus is.</summary>
    public Task TypeAsync(string text) => page.Keyboard.TypeAsync(text);

    /// <summary>Presses Tab until the focus is at a place.</summary>
    public async Task ToAsync(ILocator place, string key = "Tab")
    {
        await place.WaitForAsync();
        for (var steps = 0; !await IsAtAsync(place); steps++)
        {
            Assert.True(steps < Longest, $"No way by keyboard to {place}.");
            await page.Keyboard.PressAsync(key);
            Assert.Null(await page.EvaluateAsync<string?>(WhatIsWrong));
        }
    }

    /// <summary>Goes to a field, empties it and types.</summary>
    public async Task FillAsync(ILocator field, string text)
    {
        await ToAsync(field);
        await PressAsync("Control+a");
        await TypeAsync(text);
    }

    /// <summary>Goes to a button or link and presses Enter.</summary>
    public async Task EnterAsync(ILocator place)
    {
        await ToAsync(place);
        await PressAsync("Enter");
    }

    /// <summary>Whether the focus is there now.</summary>
    public static Task<bool> IsAtAsync(ILocator place) => place.EvaluateAsync<bool>("place => place === document.activeElement");
}
