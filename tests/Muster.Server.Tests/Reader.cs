using System.Globalization;
using System.Text.RegularExpressions;
using Muster.Server.Ui;

namespace Muster.Server.Tests;

/// <summary>Somebody who reads the pseudo-language.</summary>
internal static partial class Reader
{
    /// <summary>Their texts.</summary>
    public static Texts OfPseudo { get; } = new(new CultureInfo(Texts.Pseudo));

    /// <summary>Begins something while a language is that of whoever asks, as while a request is answered.</summary>
    public static async Task<T> AskAsync<T>(string language, Func<Task<T>> ask)
    {
#pragma warning disable RS0030 // What the web host does for a request.
        CultureInfo.CurrentUICulture = new CultureInfo(language);
#pragma warning restore RS0030
        return await ask();
    }

    /// <summary>Does something on a thread that carries no reader's language, as timers and other people's changes do.</summary>
    public static void Behind(Action act)
    {
        using (ExecutionContext.SuppressFlow())
        {
            var thread = new Thread(() => act());
            thread.Start();
            thread.Join();
        }
    }

    /// <summary>Outside of the brackets there are only marks, joints and names in quotes.</summary>
    public static void AssertMarked(string text)
    {
        Assert.DoesNotContain("??", text, StringComparison.Ordinal);
        var outside = text;
        while (Marked().Replace(outside, "") is var less && less != outside)
            outside = less;
        Assert.False(outside.Any(char.IsLetter), $"'{outside}' is not marked in '{text}'.");
        Assert.Contains('~', text);
    }

    [GeneratedRegex("""\[[^\[\]]*\]""")]
    private static partial Regex Marked();
}
