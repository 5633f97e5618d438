namespace Muster.GraphEmulator.Faults;

/// <summary>The words a rule's body may be.</summary>
internal static class FaultBodies
{
    /// <summary>A gateway's page.</summary>
    public const string Html = "html";

    /// <summary>The page of a proxy that wants a person to sign in, with status 200.</summary>
    public const string LoginPage = "loginPage";

    /// <summary>No bytes at all.</summary>
    public const string Empty = "empty";

    /// <summary>A part of the real answer, sent as if it were all.</summary>
    public const string Truncated = "truncated";

    /// <summary>The connection ends in the middle of the real answer.</summary>
    public const string Reset = "reset";

    /// <summary>The connection ends before any answer.</summary>
    public const string ResetBefore = "resetBefore";

    /// <summary>The connection ends right behind the whole real answer.</summary>
    public const string ResetAfter = "resetAfter";

    /// <summary>The real answer compressed, with bytes of it changed.</summary>
    public const string CorruptGzip = "corruptGzip";

    /// <summary>The real answer, said to be compressed though it is not.</summary>
    public const string NotGzip = "notGzip";

    /// <summary>The real answer, said to be HTML.</summary>
    public const string WrongType = "wrongType";

    /// <summary>The real answer under the rule's status (OBS 28).</summary>
    public const string Real = "real";

    public static readonly IReadOnlyList<string> Words =
    [
        Html,
        LoginPage,
        Empty,
        Truncated,
        Reset,
        ResetBefore,
        ResetAfter,
        CorruptGzip,
        NotGzip,
        WrongType,
        Real,
    ];
}
