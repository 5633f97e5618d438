namespace Muster.GraphEmulator;

/// <summary>Where the tenant stands and what was asked of it so far.</summary>
/// <param name="Seq">Number of the last change set applied.</param>
/// <param name="At">Time of that change set, the tenant's now.</param>
/// <param name="LastSeq">Number of the last change set of the history; null while that is not known.</param>
/// <param name="Users">Users that are not deleted.</param>
/// <param name="Groups">Groups that are not deleted.</param>
/// <param name="Members">Direct memberships, of users and of nested groups.</param>
/// <param name="Owners">Ownerships.</param>
/// <param name="Requests">Graph requests answered since the start, those inside a batch counted one by one.</param>
/// <param name="ResourceUnits">What they cost by Graph's table.</param>
public sealed record EmulatorState(
    long Seq,
    DateTimeOffset At,
    long? LastSeq,
    int Users,
    int Groups,
    int Members,
    int Owners,
    long Requests,
    long ResourceUnits
);
