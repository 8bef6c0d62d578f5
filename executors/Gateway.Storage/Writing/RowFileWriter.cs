using Gateway.Core.Columns;

namespace Gateway.Storage.Writing;

/// <summary>Writes one file. Belongs to one thread; disposing without <see cref="Close"/> leaves a file that is thrown away.</summary>
public abstract class RowFileWriter : IDisposable
{
    /// <summary>Appends rows. The batch has the writer's columns, in order, and is borrowed.</summary>
    public abstract void Write(Batch batch, Selection rows);

    /// <summary>Completes the file.</summary>
    public abstract void Close();

    public abstract void Dispose();
}
