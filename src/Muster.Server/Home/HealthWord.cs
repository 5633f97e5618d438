using Muster.Server.Ui;

namespace Muster.Server.Home;

/// <summary>How a connection stands, in a word. The words are the same on every page and in the API.</summary>
internal enum HealthWord
{
    /// <summary>Nothing speaks against it.</summary>
    Healthy,

    /// <summary>It works, and something should be looked at.</summary>
    Attention,

    /// <summary>A guard rail holds a plan.</summary>
    Held,

    /// <summary>A run failed since the last read.</summary>
    Failing,

    /// <summary>Somebody paused it: nothing is begun by itself.</summary>
    Paused,

    /// <summary>Its directory was never read to the end.</summary>
    NeverRun,
}

/// <summary>The words of the app for it.</summary>
internal static class HealthWords
{
    /// <summary>The word.</summary>
    public static string Word(Texts T, HealthWord health) =>
        health switch
        {
            HealthWord.Healthy => T["Healthy"],
            HealthWord.Attention => T["Attention"],
            HealthWord.Held => T["Held"],
            HealthWord.Failing => T["Failing"],
            HealthWord.Paused => T["Paused"],
            _ => T["Never run"],
        };

    /// <summary>Meaning of the badge: <c>ok</c>, <c>hold</c>, <c>bad</c> or <c>idle</c>.</summary>
    public static string Kind(HealthWord health) =>
        health switch
        {
            HealthWord.Healthy => "ok",
            HealthWord.Attention or HealthWord.Held or HealthWord.Paused => "hold",
            HealthWord.Failing => "bad",
            _ => "idle",
        };

    /// <summary>Another picture than that of the meaning; null for that.</summary>
    public static string? Icon(HealthWord health) => health == HealthWord.Paused ? "pause" : null;
}
