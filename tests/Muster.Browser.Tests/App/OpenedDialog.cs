using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>A dialog, and the way to it.</summary>
/// <param name="Name">The part of the app it is in, and what that part calls it: <c>ProblemTable._snooze</c>.</param>
/// <param name="Address">The screen it is on.</param>
/// <param name="Opener">Label of the button that opens it, or its beginning.</param>
internal sealed record OpenedDialog(string Name, string Address, string Opener)
{
    /// <summary>What has to be done on the screen before the button does anything.</summary>
    public Func<AppPage, Task>? Before { get; init; }

    /// <summary>Opens the screen and the dialog.</summary>
    /// <returns>The button that opened it.</returns>
    public async Task<ILocator> OpenAsync(AppPage app)
    {
        await app.WalkAsync(Address);
        if (Before is not null)
            await Before(app);
        var button = app.Button(Opener).First;
        await button.ClickAsync();
        return button;
    }
}
