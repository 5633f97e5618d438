using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Engine.Checking;

/// <summary>Asks the directory of a connection about one object on the spot, within a time that a person waits.</summary>
public sealed class DirectoryLooks(IConnectionStore connections, IDirectorySourceFactory sources, TimeProvider clock)
{
    /// <summary>So long it may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>Asks. Expected failures are results, not exceptions.</summary>
    public async Task<LookOutcome> LookAsync(
        Connection connection,
        DirectoryStream stream,
        ObjectId id,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var late = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var began = clock.GetTimestamp();
        try
        {
            var credential = await connections.CredentialAsync(connection.Key, either.Token);
            await using var source = sources.Create(connection, credential);
            var look = await source.LookAsync(stream, id, either.Token);
            return new LookOutcome.Answered(look, clock.GetElapsedTime(began));
        }
        catch (DirectoryReadException failure)
        {
            return new LookOutcome.Failed(failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new LookOutcome.Failed($"The directory did not answer within {Patience.TotalSeconds:0} seconds.");
        }
    }
}

/// <summary>What came of asking a directory about one object.</summary>
public abstract record LookOutcome
{
    private LookOutcome() { }

    /// <summary>It answered.</summary>
    /// <param name="Look">What it said.</param>
    /// <param name="Took">How long signing in and asking took.</param>
    public sealed record Answered(DirectoryLook Look, TimeSpan Took) : LookOutcome;

    /// <summary>It did not, or refused.</summary>
    /// <param name="Why">Why, and what to do.</param>
    public sealed record Failed(string Why) : LookOutcome;
}
