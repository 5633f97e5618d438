using System.CommandLine;
using Muster.Cli.Exporting;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Server;
using Muster.Server.Runs;

namespace Muster.Cli.Runs;

/// <summary>Two runs that somebody wants to see side by side, and what of them.</summary>
internal sealed class TwoRuns
{
    private readonly Argument<long> _one = new("RUN") { Description = "Number of the one run" };
    private readonly Argument<long> _other = new("OTHER") { Description = "Number of the other run; the earlier of the two counts first" };
    private readonly Option<string?> _only = ListExport.OneOf<ChangeOverlap>("--only", "Only changes that stand so", "WHICH");

    public void AddTo(Command command)
    {
        command.Add(_one);
        command.Add(_other);
        command.Add(_only);
    }

    /// <summary>The runs, the earlier first, and what is compared of them.</summary>
    /// <exception cref="UserErrorException">There is no such run, it is one twice, or one of them changed nothing.</exception>
    public async Task<(Run First, Run Second, RevisionPair Pair)> FindAsync(
        Invocation call,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var one = await FindAsync(muster, call.Get(_one), cancellationToken);
        var other = await FindAsync(muster, call.Get(_other), cancellationToken);
        if (one.Id == other.Id)
            throw new UserErrorException(ExitCodes.WrongUsage, $"That is run {one.Id} twice. Give the numbers of two runs.");
        var pair = await new RunChanges(muster, call.Clock).PairAsync(
            one,
            other,
            ListExport.Word<ChangeOverlap>(call, _only),
            cancellationToken
        );
        if (pair is null)
        {
            var idle = one.Revision is null ? one : other;
            throw new UserErrorException(
                ExitCodes.Locked,
                $"Run {idle.Id} changed nothing ({RunCommands.Standing(idle.Outcome)}), so there is nothing to compare. Runs that did: muster runs list --outcome applied"
            );
        }
        return one.Revision == pair.First ? (one, other, pair) : (other, one, pair);
    }

    private static async Task<Run> FindAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Runs.FindAsync(id, cancellationToken) ?? throw RunCommands.NotFound(id);
}
