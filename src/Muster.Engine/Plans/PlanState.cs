namespace Muster.Engine.Plans;

/// <summary>Where a stored plan stands. The numbers are stored and must not change.</summary>
public enum PlanState
{
    /// <summary>May be applied.</summary>
    Ready = 0,

    /// <summary>The platform equalled the directory.</summary>
    NothingToDo = 1,

    /// <summary>A guard rail holds it; a person approves or discards it.</summary>
    Held = 2,

    /// <summary>The directory was not read to its end; it has no steps and cannot be applied.</summary>
    IncompleteRead = 3,

    /// <summary>It waited longer than a plan is good for.</summary>
    Expired = 4,

    /// <summary>A later plan took its place.</summary>
    Superseded = 5,

    /// <summary>A person discarded it.</summary>
    Discarded = 6,

    /// <summary>A person approved it, and it was carried out as another plan, without the rows that no longer held.</summary>
    Approved = 7,

    /// <summary>Carried out.</summary>
    Applied = 8,
}
