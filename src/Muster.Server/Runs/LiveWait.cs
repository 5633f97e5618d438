using Muster.Engine.Reading;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Runs;

/// <summary>That the directory asked to wait before it is asked again.</summary>
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
                "At {0} the directory asked to wait {1} before it gives more users; the same page was asked for again.",
                Ui.Words.Exact(At),
                Numbers.Seconds(For.TotalSeconds)
            ]
            : T[
                "At {0} the directory asked to wait {1} before it gives more groups; the same page was asked for again.",
                Ui.Words.Exact(At),
                Numbers.Seconds(For.TotalSeconds)
            ];
}
