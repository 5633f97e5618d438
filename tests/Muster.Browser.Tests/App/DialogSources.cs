using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>The dialogs that the markup of the app has.</summary>
internal static partial class DialogSources
{
    /// <summary>Every dialog by name, as <see cref="OpenedDialog.Name"/> has it, with the texts its title is made of; none where whoever uses it gives the title.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> All { get; } =
        Directory
            .EnumerateFiles(Path.Combine(SharedData.Repository(), "src", "Muster.Server"), "*.razor", SearchOption.AllDirectories)
            // The element itself: all dialogs are made of it.
            .Where(file => Path.GetFileName(file) != "Modal.razor")
            .SelectMany(file =>
                Opening()
                    .Matches(File.ReadAllText(file))
                    .Select(match => (Part: Path.GetFileNameWithoutExtension(file), Markup: match.Value))
            )
            .ToDictionary(
                found => $"{found.Part}.{Name(found.Markup)}",
                found => (IReadOnlyList<string>)[.. Text().Matches(found.Markup).Select(text => text.Groups[1].Value)],
                StringComparer.Ordinal
            );

    /// <summary>Has a page note which title each dialog had at the moment it was opened: what is drawn a moment later is too late for whoever reads it.</summary>
    public const string NotesTitles = """
        window.titlesAtOpening = [];
        new MutationObserver(changes => {
          for (const { target, oldValue } of changes)
            if (target.open && oldValue === null)
              window.titlesAtOpening.push(target.querySelector('h2').innerText);
        }).observe(document, { subtree: true, attributes: true, attributeFilter: ['open'], attributeOldValue: true });
        """;

    /// <summary>Whether a dialog may have a title.</summary>
    public static bool Fits(string name, string title) =>
        All[name] is { Count: 0 }
        || All[name].Any(text => Regex.IsMatch(title, $"^{Fact().Replace(Regex.Escape(text), ".*")}$", RegexOptions.Singleline));

    private static string Name(string markup) =>
        Reference().Match(markup) is { Success: true } reference ? reference.Groups[1].Value : "dialog";

    [GeneratedRegex("<(?:Modal|dialog) .*")]
    private static partial Regex Opening();

    [GeneratedRegex("@ref=\"([A-Za-z_]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("T\\[\"([^\"]*)\"")]
    private static partial Regex Text();

    [GeneratedRegex("\\\\\\{\\d}")]
    private static partial Regex Fact();
}
