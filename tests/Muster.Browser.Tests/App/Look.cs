using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>How the sweeps look at what is open: with axe, in both colours and both widths, and for pictures where somebody wants them.</summary>
internal static class Look
{
    public static readonly string? Folder = Environment.GetEnvironmentVariable("MUSTER_SCREENSHOTS");

    public static readonly bool IsWhole = Environment.GetEnvironmentVariable("MUSTER_BROWSER") == "all";

    /// <summary>How each screen is looked at once it is open: only colours and the width differ, so it need not be loaded again. Both colours and both widths in two looks; all four where time is given.</summary>
    public static readonly (ColorScheme Scheme, int Width, bool ColoursOnly)[] Ways =
        Folder is not null || IsWhole
            ?
            [
                (ColorScheme.Light, 1400, false),
                (ColorScheme.Dark, 1400, true),
                (ColorScheme.Dark, 400, false),
                (ColorScheme.Light, 400, true),
            ]
            : [(ColorScheme.Light, 1400, false), (ColorScheme.Dark, 400, true)];

    public static Func<string, Task>? Shot(AppPage app, string address) =>
        Folder is null
            ? null
            : look => app.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{Named(address)}.{look}.png"), FullPage = true });

    /// <summary>Looks at what is open in every way, and takes its picture where somebody wants one.</summary>
    public static async Task AtAsync(
        AppPage app,
        string name,
        (ColorScheme Scheme, int Width, bool ColoursOnly)[] ways,
        List<string> faults
    )
    {
        foreach (var (scheme, width, coloursOnly) in ways)
        {
            await app.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await app.Page.SetViewportSizeAsync(width, 900);
            var look = $"{name}.{scheme}.{width}".ToLowerInvariant();
            if (Folder is not null)
                await app.Page.ScreenshotAsync(
                    new() { Path = Path.Combine(Folder, $"{look}.png"), FullPage = !name.EndsWith(".dialog", StringComparison.Ordinal) }
                );
            faults.AddRange((await Axe.AskAsync(app.Page, coloursOnly)).Select(fault => $"{look}: {fault}"));
            if (await app.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
                faults.Add($"{look}: is wider than the window");
        }
    }

    public static string Named(string address)
    {
        var words = string.Concat(address.Trim('/', ':').Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'));
        return words.Length == 0 ? "home" : words;
    }
}
