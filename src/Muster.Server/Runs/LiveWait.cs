using Muster.Engine.Reading;
using Muster.Server.Ui;

namespace Muster.Server.Runs;

/// <summary>That Muster waits before it asks the directory again: because the directory said so, did not answer, or would soon have said so.</summary>
/// <param name="At">When it said so.</param>
/// <param name="Stream">What was read.</param>
/// <param name="For">How long.</param>
internal sealed record LiveWait(DateTimeOffset At, DirectoryStream Stream, TimeSpan For)
{
    /// <summary>So many are told one by one.</summary>
    public const int Kept = 10;

    /// <summary>It in one sentence.</summary>
    public string Words(Texts T) =>
        Stream == DirectoryStream.Users
            ? T[
                "At {0} Muster began to wait {1} before it asked the directory for more users. Nothing is lost by it.",
                Ui.Words.Exact(T, At),
                Ui.Words.Seconds(T, For.TotalSeconds)
            ]
            : T[
                "At {0} Muster began to wait {1} before it asked the directory for more groups. Nothing is lost by it.",
                Ui.Words.Exact(T, At),
                Ui.Words.Seconds(T, For.TotalSeconds)
            ];
}
