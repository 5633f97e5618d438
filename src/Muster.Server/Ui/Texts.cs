using System.Globalization;
using System.Resources;
using System.Text;

namespace Muster.Server.Ui;

/// <summary>Every text that a person reads: the English sentence is the key, <c>Texts.resx</c> has all of them, a translation is another such file. In the pseudo-language what is not in the file shows at once.</summary>
internal sealed class Texts
{
    /// <summary>A language that nobody speaks: brackets, accents, a good deal longer.</summary>
    public const string Pseudo = "qps-ploc";

    /// <summary>English whatever the language of a request is: for programs and the command line.</summary>
    public static readonly Texts English = new() { _isEnglish = true };

    private bool _isEnglish;
    private readonly ResourceManager _resources = new("Muster.Server.Ui.Texts", typeof(Texts).Assembly);

    /// <summary>A text.</summary>
    public string this[string english] => Find(english);

    /// <summary>A text with facts in it; <c>{0}</c> is the first.</summary>
    public string this[string english, params ReadOnlySpan<object?> facts] =>
        string.Format(CultureInfo.CurrentCulture, Find(english), [.. facts]);

    /// <summary>A count with its noun.</summary>
    public string Count(long count, string one, string many) => this[count == 1 ? one : many, Words.Number(count)];

    /// <summary>Name of a text in the resource file. Names there may not differ by case alone, and texts do: one that begins with a small letter says so.</summary>
    public static string NameOf(string english) => char.IsLower(english, 0) ? $"small|{english}" : english;

    private string Find(string english) =>
        !_isEnglish && CultureInfo.CurrentUICulture.Name.Equals(Pseudo, StringComparison.OrdinalIgnoreCase)
            ? Strange(_resources.GetString(NameOf(english), CultureInfo.InvariantCulture) ?? "?? " + english)
            : english;

    private static string Strange(string text)
    {
        var strange = new StringBuilder("[");
        var inFact = false;
        foreach (var letter in text)
        {
            inFact = letter == '{' || (inFact && letter != '}');
            strange.Append(
                inFact
                    ? letter
                    : letter switch
                    {
                        'a' => 'á',
                        'e' => 'é',
                        'i' => 'í',
                        'o' => 'ó',
                        'u' => 'ú',
                        _ => letter,
                    }
            );
        }
        return strange.Append('~', text.Length * 2 / 5).Append(']').ToString();
    }
}
