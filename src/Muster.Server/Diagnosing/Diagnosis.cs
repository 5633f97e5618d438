namespace Muster.Server.Diagnosing;

/// <summary>What a check came to.</summary>
internal enum Finding
{
    /// <summary>As it should be.</summary>
    Ok = 0,

    /// <summary>It works, and somebody should look at it.</summary>
    Warning = 1,

    /// <summary>It does not work.</summary>
    Failed = 2,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Check">Its stable name, such as <c>disk</c>.</param>
/// <param name="Of">What of several it is about, such as the name of a connection; null for the installation.</param>
/// <param name="Finding">What it came to.</param>
/// <param name="Found">What was found, in a sentence; no secret.</param>
/// <param name="Advice">What to do; null where there is nothing to do.</param>
internal sealed record Diagnosis(string Check, string? Of, Finding Finding, string Found, string? Advice = null)
{
    public static Diagnosis Fine(string check, string found, string? of = null) => new(check, of, Finding.Ok, found);

    public static Diagnosis Warns(string check, string found, string advice, string? of = null) =>
        new(check, of, Finding.Warning, found, advice);

    public static Diagnosis Fails(string check, string found, string advice, string? of = null) =>
        new(check, of, Finding.Failed, found, advice);
}

/// <summary>Everything that was looked at.</summary>
/// <param name="At">When.</param>
/// <param name="Version">Version of Muster that looked.</param>
/// <param name="Checks">What was looked at, in order.</param>
internal sealed record Examination(DateTimeOffset At, string Version, IReadOnlyList<Diagnosis> Checks)
{
    /// <summary>The worst of it.</summary>
    public Finding Worst => Checks.Count == 0 ? Finding.Ok : Checks.Max(check => check.Finding);

    /// <summary>How many came to something.</summary>
    public int Count(Finding finding) => Checks.Count(check => check.Finding == finding);
}
