namespace Muster.Engine.Exceptions;

/// <summary>What a person wants done to an exception.</summary>
public abstract record ExceptionOrder
{
    private ExceptionOrder() { }

    /// <summary>Begin one.</summary>
    public sealed record Add(ExceptionWish Wish) : ExceptionOrder;

    /// <summary>Give one another end; null for never.</summary>
    public sealed record Extend(long Id, DateTimeOffset? Until) : ExceptionOrder;

    /// <summary>End one before its date, with a reason in words.</summary>
    public sealed record End(long Id, string Reason) : ExceptionOrder;

    /// <summary>Name of the run that carries it out.</summary>
    internal string Verb =>
        this switch
        {
            Add => "exceptions add",
            Extend => "exceptions extend",
            _ => "exceptions end",
        };
}
