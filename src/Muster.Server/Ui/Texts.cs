using System.Globalization;
using System.Resources;
using System.Text;

namespace Muster.Server.Ui;

/// <summary>Every text that a person reads: the English sentence is the key, <c>Texts.resx</c> has all of them, a translation is another such file. In the pseudo-language what is not in the file shows at once.</summary>
/// <remarks>A page has its own, in the language that its reader had when it was opened: what draws it anew later, a timer or somebody else's change, has no reader. Services speak English, since what they say is kept and read by several; pages say it with <see cref="Told"/>.</remarks>
internal sealed class Texts(CultureInfo language, ReaderForm form)
{
    /// <summary>A language that nobody speaks: brackets, accents, a good deal longer.</summary>
    public const string Pseudo = "qps-ploc";

    /// <summary>English whatever the language of a reader is: for programs, for the command line, and for what is kept.</summary>
    public static readonly Texts English = new(CultureInfo.InvariantCulture);

    private static readonly ResourceManager Own = new("Muster.Server.Ui.Texts", typeof(Texts).Assembly);
    private static readonly ResourceManager Others = new("Muster.Server.Ui.Sentences", typeof(Texts).Assembly);
    private static readonly Lazy<Sentences> Known = new(() => new Sentences(Names(Own).Concat(Names(Others))));

    /// <summary>Takes a language, with the form of its English.</summary>
    public Texts(CultureInfo language)
        : this(language, ReaderForm.Plain) { }

    private readonly bool _isEnglish = !language.Name.Equals(Pseudo, StringComparison.OrdinalIgnoreCase);

    /// <summary>The language of the reader; decides about letters that belong together when names are sorted and sought, too.</summary>
    public CultureInfo Language { get; } = language;

    /// <summary>How the reader has numbers and times written.</summary>
    public ReaderForm Form { get; } = form;

    /// <summary>A text.</summary>
    public string this[string english] => Find(english);

    /// <summary>A text with facts in it; <c>{0}</c> is the first.</summary>
    public string this[string english, params ReadOnlySpan<object?> facts] => string.Format(Language, Find(english), Beside(facts));

    /// <summary>In the language and the form of whoever asks at this moment: the request that is answered, or the page that is opened.</summary>
    public static Texts OfReader() => new(Reader, ReaderForm.OfAsking);

    /// <summary>A count with its noun.</summary>
    public string Count(long count, string one, string many) => this[count == 1 ? one : many, Form.Number(count)];

    /// <summary>What was said in English where no reader is known, by the core, a service or the history, in the language and the form of the reader. What is not known as a sentence stays as it is.</summary>
    /// <param name="english">Whole sentences, or a part of one; never a name.</param>
    public string Told(string? english) =>
        string.IsNullOrEmpty(english) || !IsRead
            ? english ?? ""
            : Isolated.Sentence(_isEnglish && !Form.Rewrites(english) ? english : Known.Value.Tell(english, Find, Language, Form.Fact));

    /// <summary>Name of a text in the resource file. Names there may not differ by case alone, and texts do: one that begins with a small letter says so.</summary>
    public static string NameOf(string english) => char.IsLower(english, 0) ? $"{Small}{english}" : english;

    private const string Small = "small|";

    // The one place that asks, when a request or a page begins. Later nobody can say whose language it is.
#pragma warning disable RS0030
    private static CultureInfo Reader => CultureInfo.CurrentUICulture;
#pragma warning restore RS0030

    private static IEnumerable<string> Names(ResourceManager resources) =>
        resources
            .GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .Cast<System.Collections.DictionaryEntry>()
            .Select(entry => (string)entry.Key)
            .Select(name => name.StartsWith(Small, StringComparison.Ordinal) ? name[Small.Length..] : name);

    private bool IsRead => !ReferenceEquals(this, English);

    /// <summary>Facts as they stand in a sentence: a name among them turns no word of it.</summary>
    private object?[] Beside(ReadOnlySpan<object?> facts)
    {
        object?[] beside = [.. facts];
        for (var at = 0; at < beside.Length && IsRead; at++)
            if (beside[at] is string name)
                beside[at] = Isolated.Of(name);
        return beside;
    }

    private string Find(string english) =>
        _isEnglish
            ? english
            : Strange(
                Own.GetString(NameOf(english), CultureInfo.InvariantCulture)
                    ?? Others.GetString(NameOf(english), CultureInfo.InvariantCulture)
                    ?? "?? " + english
            );

    private static string Strange(string text)
    {
        var strange = new StringBuilder("[");
        var (inFact, inOption) = (false, false);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            inFact = letter == '{' || (inFact && letter != '}');
            inOption = text.AsSpan(at).StartsWith("--") || (inOption && (char.IsAsciiLetter(letter) || letter == '-'));
            strange.Append(
                inFact || inOption
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
