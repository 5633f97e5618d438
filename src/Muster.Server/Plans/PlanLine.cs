namespace Muster.Server.Plans;

/// <summary>What a step does: the column of signs.</summary>
public enum PlanSign
{
    /// <summary>Takes something away; shown first.</summary>
    Removal,

    /// <summary>Gives something.</summary>
    Addition,

    /// <summary>Changes something.</summary>
    Change,
}

/// <summary>One step of a plan as a row.</summary>
/// <param name="Sign">What it does.</param>
/// <param name="Verb">The same as a word: "removed".</param>
/// <param name="Who">Name of the person, or of the group.</param>
/// <param name="Link">Address of the person; null where there is none yet.</param>
/// <param name="Detail">Why, or by which path.</param>
/// <param name="LeaveOut">UPN or mail by which the person can be left out; null where that cannot be.</param>
public sealed record PlanLine(PlanSign Sign, string Verb, string Who, string? Link, string Detail, string? LeaveOut)
{
    /// <summary>Key of the person; null for a step about a group itself.</summary>
    public int? User { get; init; }

    /// <summary>When what it rests on was last seen to change in the directory; null where that is not known.</summary>
    public string? Since { get; init; }
}

/// <summary>All steps about one group; or all about people's accounts, or about exceptions.</summary>
/// <param name="Id">Stable word for it in the page.</param>
/// <param name="Title">Name of the group.</param>
/// <param name="Link">Its address; null where there is none yet.</param>
/// <param name="LeaveOut">Name by which the group can be left out; null where that cannot be.</param>
/// <param name="Lines">The steps, removals first.</param>
public sealed record PlanSection(string Id, string Title, string? Link, string? LeaveOut, IReadOnlyList<PlanLine> Lines)
{
    /// <summary>Steps that take away.</summary>
    public int Removals { get; } = Lines.Count(line => line.Sign == PlanSign.Removal);

    /// <summary>Steps that give.</summary>
    public int Additions { get; } = Lines.Count(line => line.Sign == PlanSign.Addition);

    /// <summary>Steps that change.</summary>
    public int Changes { get; } = Lines.Count(line => line.Sign == PlanSign.Change);
}
