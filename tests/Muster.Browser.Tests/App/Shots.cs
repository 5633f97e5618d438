namespace Muster.Browser.Tests.App;

/// <summary>Pictures of screens, for looking at them; made only where <c>MUSTER_SHOTS</c> names a folder.</summary>
internal static class Shots
{
    public static async Task TakeAsync(AppPage app, string name)
    {
        if (Environment.GetEnvironmentVariable("MUSTER_SHOTS") is not { Length: > 0 } folder)
            return;
        await app.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        await app.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Dark });
        await app.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-dark.png"), FullPage = true });
        await app.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Light });
        await app.Page.SetViewportSizeAsync(400, 900);
        await app.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-400.png"), FullPage = true });
        await app.Page.SetViewportSizeAsync(1400, 900);
    }
}
