using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Storage.Packing;

namespace Muster.Storage.Runs;

/// <summary>Changes of exceptions as bytes. The numbers of the kinds are stored and must not change.</summary>
internal static class ExceptionSteps
{
    public static void Write(ByteWriter writer, ExceptionStep step)
    {
        switch (step)
        {
            case ExceptionStep.Begin(var exception):
                writer.Number(1);
                Write(writer, exception);
                break;
            case ExceptionStep.Extend(var exception, var until):
                writer.Number(2);
                Write(writer, exception);
                Write(writer, until);
                break;
            case ExceptionStep.End(var exception, var cause, var reason):
                writer.Number(3);
                Write(writer, exception);
                writer.Number((int)cause);
                writer.Text(reason);
                break;
            default:
                throw new ArgumentException($"{step.GetType().Name} cannot be stored.", nameof(step));
        }
    }

    public static ExceptionStep Read(ref ByteReader reader)
    {
        var kind = reader.Int();
        var exception = ReadException(ref reader);
        switch (kind)
        {
            case 1:
                return new ExceptionStep.Begin(exception);
            case 2:
                return new ExceptionStep.Extend(exception, ReadInstant(ref reader));
            case 3:
                var cause = (ExceptionEnd)reader.Int();
                return new ExceptionStep.End(exception, cause, reader.Text() ?? "");
            default:
                throw new FormatException($"{kind} is not a kind of exception step.");
        }
    }

    private static void Write(ByteWriter writer, MembershipException exception)
    {
        writer.Number(exception.Id);
        writer.Number(exception.Group);
        writer.Number(exception.User);
        writer.Number((int)exception.Relation);
        writer.Number((int)exception.Kind);
        writer.Text(exception.Reason);
        writer.Text(exception.Author);
        writer.Number(exception.From.ToUnixTimeMilliseconds());
        Write(writer, exception.Until);
    }

    private static MembershipException ReadException(ref ByteReader reader)
    {
        var id = reader.Number();
        var (group, user) = (reader.Int(), reader.Int());
        var (relation, kind) = ((MembershipRelation)reader.Int(), (ExceptionKind)reader.Int());
        var reason = reader.Text() ?? "";
        var author = reader.Text() ?? "";
        var from = DateTimeOffset.FromUnixTimeMilliseconds(reader.Number());
        return new MembershipException(id, group, user, relation, kind, reason, author, from, ReadInstant(ref reader));
    }

    private static void Write(ByteWriter writer, DateTimeOffset? instant)
    {
        writer.Number(instant is null ? 0 : 1);
        if (instant is { } value)
            writer.Number(value.ToUnixTimeMilliseconds());
    }

    private static DateTimeOffset? ReadInstant(ref ByteReader reader)
    {
        if (reader.Int() == 0)
            return null;
        var milliseconds = reader.Number();
        return milliseconds is >= -62135596800000 and <= 253402300799999
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new FormatException("A stored instant is out of range.");
    }
}
