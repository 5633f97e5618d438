using System.Globalization;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A name turns none of the words of the sentence that it stands in.</summary>
public sealed class IsolatedTests
{
    private const string Turned = "\u202Egnp.exe";
    private const string Arabic = "\u0634\u0631\u0643\u0629";
    private static readonly Texts T = new(new CultureInfo("en"));

    [Fact]
    public void A_name_that_is_read_from_right_to_left_is_kept_apart_from_the_words_beside_it() =>
        Assert.Equal($"\u2068{Arabic}\u2069 is in no group at this time. Choose a group to see why not.", Say(Arabic));

    [Fact]
    public void A_mark_that_turns_text_ends_with_the_name_that_has_it() =>
        Assert.StartsWith($"\u2068{Turned}\u2069 is in", Say(Turned), StringComparison.Ordinal);

    [Fact]
    public void A_name_neither_ends_the_place_that_it_is_kept_in_nor_leaves_one_open_behind_it()
    {
        Assert.StartsWith($"\u2068out{Turned}\u2069 is", Say($"out\u2069{Turned}"), StringComparison.Ordinal);
        Assert.StartsWith("\u2068\u2067in\u2069\u2069 is", Say("\u2067in"), StringComparison.Ordinal);
        Assert.StartsWith($"\u2068a {Turned}\u2069 is", Say($"a\u2029{Turned}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_somebody_is_called_every_mark_is_closed_before_the_next_word() =>
        Assert.All(
            HostileNames.Endless.Where(name => !name.Contains('{', StringComparison.Ordinal)),
            name => Assert.Equal(0, OpenBefore(Say(name), " is in no group at this time"))
        );

    [Fact]
    public void An_ordinary_name_stays_as_it_is_letter_for_letter() =>
        Assert.StartsWith("Zo\u00EB \u041B\u0435\u0432 \u674E is in", Say("Zo\u00EB \u041B\u0435\u0432 \u674E"), StringComparison.Ordinal);

    [Fact]
    public void What_the_core_said_shows_the_marks_in_its_names_instead_of_obeying_them()
    {
        Assert.Equal("'\uFFFDgnp.exe' is gone.", T.Told($"'{Turned}' is gone."));
        Assert.Equal($"'\u2068{Arabic}\u2069' is gone.", T.Told($"'{Arabic}' is gone."));
        Assert.Equal("'Sales' is gone.", T.Told("'Sales' is gone."));
    }

    [Fact]
    public void A_sentence_that_was_said_already_is_shown_as_it_is_when_it_is_told_again()
    {
        var said = T["{0}, run {1}", T["{0} is in no group at this time. Choose a group to see why not.", Arabic], 7];
        Assert.Equal(said, T.Told(said));
        Assert.Equal($"\uFFFD{said}\uFFFD", T.Told($"\u202E{said}\u2069"));
    }

    [Fact]
    public void Programs_and_the_command_line_get_names_as_they_are() =>
        Assert.StartsWith(
            Arabic + " is",
            Texts.English["{0} is in no group at this time. Choose a group to see why not.", Arabic],
            StringComparison.Ordinal
        );

    private static string Say(string name) => T["{0} is in no group at this time. Choose a group to see why not.", name];

    /// <summary>How many embeddings and isolates are open where a text begins (Unicode Standard Annex 9, X1 to X7).</summary>
    private static int OpenBefore(string sentence, string words)
    {
        var open = new Stack<bool>();
        foreach (var letter in sentence[..sentence.LastIndexOf(words, StringComparison.Ordinal)])
            if (letter is '\u2029' or '\n' or '\r' or '\u0085')
                open.Clear();
            else if (letter is >= '\u202A' and <= '\u202E' and not '\u202C')
                open.Push(false);
            else if (letter is >= '\u2066' and <= '\u2068')
                open.Push(true);
            else if (letter == '\u202C' && open.TryPeek(out var isolates) && !isolates)
                open.Pop();
            else if (letter == '\u2069' && open.Contains(true))
                while (!open.Pop()) { }
        return open.Count;
    }
}
