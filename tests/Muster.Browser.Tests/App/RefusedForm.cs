using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>A form or dialog, and how it is sent so that it is refused.</summary>
/// <param name="Name">Where it is: the part of the app, and what that part calls the dialog; <c>SettingsTab#2</c> is the second form of a part.</param>
/// <param name="Address">The screen it is on, as in <see cref="Screens"/>.</param>
/// <param name="Send">The button that sends it; its beginning, where that ends with a colon.</param>
/// <param name="Wrong">Ids of the fields that are wrong then, from the top.</param>
internal sealed partial record RefusedForm(string Name, string Address, string Send, params string[] Wrong)
{
    /// <summary>The button that opens the dialog; null for a form on the page.</summary>
    public string? Opener { get; init; }

    /// <summary>What has to be done before anything can be typed.</summary>
    public Func<AppPage, Task>? Before { get; init; }

    /// <summary>What is typed, by the id of the field.</summary>
    public IReadOnlyDictionary<string, string> Typed { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it is also looked at in both colours and widths in a run that looks at few.</summary>
    public bool IsLooked { get; init; }

    /// <summary>Where it is on the page that is open.</summary>
    public ILocator Place(AppPage app) => Opener is null ? app.Page.Locator("main") : app.Page.GetByRole(AriaRole.Dialog);

    /// <summary>Opens it, and types what is wrong.</summary>
    public async Task FillAsync(AppPage app)
    {
        if (Before is not null)
            await Before(app);
        if (Opener is not null)
            await app.Button(Opener).First.ClickAsync();
        foreach (var (id, text) in Typed)
            await Field(app.Page, id).FillAsync(text);
    }

    /// <summary>Presses the button that sends it.</summary>
    public Task SendAsync(AppPage app) =>
        Place(app)
            .GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{Regex.Escape(Send)}{(Send.EndsWith(':') ? "" : "$")}") })
            .ClickAsync();

    /// <summary>The field with an id; with its beginning, where that ends with a dash.</summary>
    public static ILocator Field(IPage page, string id) =>
        page.Locator($":is(input, select, textarea)[id{(id.EndsWith('-') ? "^" : "")}=\"{id}\"]");

    /// <summary>Every form and dialog in the markup of the app in which a field can be wrong.</summary>
    public static IReadOnlySet<string> InMarkup { get; } =
        Directory
            .EnumerateFiles(Path.Combine(SharedData.Repository(), "src", "Muster.Server"), "*.razor", SearchOption.AllDirectories)
            // What all of them are made of.
            .Where(file => Path.GetFileName(file) is not ("FieldForm.razor" or "Modal.razor" or "WrongFields.razor"))
            .SelectMany(file => Of(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))
            .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Of(string part, string markup)
    {
        var forms = Forms().Count(markup);
        for (var form = 1; form <= forms; form++)
            yield return form == 1 ? part : $"{part}#{form}";
        foreach (Match dialog in Dialogs().Matches(Forms().Replace(markup, "")))
            if (Refusing().IsMatch(dialog.Value))
                yield return $"{part}.{dialog.Groups["name"].Value}";
    }

    [GeneratedRegex("<(?<part>FieldForm|WrongFields)\\b.*?</\\k<part>>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<Modal @ref=\"(?<name>[A-Za-z_]+)\".*?</Modal>", RegexOptions.Singleline)]
    private static partial Regex Dialogs();

    [GeneratedRegex("\\b(?:Error|Fault)=\"@")]
    private static partial Regex Refusing();
}
