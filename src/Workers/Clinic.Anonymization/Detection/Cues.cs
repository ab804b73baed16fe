namespace Clinic.Anonymization.Detection;

/// <summary>Folded Spanish words that tell what the next one is.</summary>
internal static class Cues
{
    public static readonly HashSet<string> Abbreviations = Set("sr sra srta dr dra lic ing mtro mtra prof profa arq c col av ave calz blvd num no tel cel fracc priv cda ma fco gpe depto psic tanat enf pbro hno hna sto sta");

    /// <summary>Titles before a name.</summary>
    public static readonly HashSet<string> Honorifics = Set("don dona sr sra srta senor senora senorita dr dra doctor doctora lic licenciado licenciada ing ingeniero ingeniera mtro mtra maestro maestra prof profa profesor profesora arq psicologo psicologa psic tanatologo tanatologa tanat terapeuta enfermera enfermero enf padre fray sor hermana pbro ma");

    /// <summary>Who somebody is to somebody.</summary>
    public static readonly HashSet<string> Relations = Set(
        "hijo hija hijos hijas hijito hijita esposo esposa marido mujer pareja novio novia exnovio exnovia exesposo exesposa prometido prometida padre madre papa mama papas hermano hermana hermanos hermanas hermanito hermanita "
        + "abuelo abuela abuelito abuelita abuelos nieto nieta nietos nietas tio tia tios tias sobrino sobrina sobrinos sobrinas primo prima primos primas cunado cunada suegro suegra yerno nuera padrastro madrastra hijastro hijastra padrino madrina ahijado ahijada compadre comadre bisabuelo bisabuela "
        + "amigo amiga amigos amigas companero companera companeros vecino vecina vecinos jefe jefa colega colegas gemelo gemela gemelos mellizos bebe nino nina ninos menor joven paciente viuda viudo gato gata perro perra mascota cuidadora cuidador nana maestra doctora sacerdote");

    /// <summary>Verbs and words after which a name stands.</summary>
    public static readonly HashSet<string> Naming = Set("llama llamaba llamo llamado llamada llamarse nombre apodo apodado apodada dicen decian llamamos nombro bautizo");

    /// <summary>What joins the parts of one name.</summary>
    public static readonly HashSet<string> Particles = Set("de del la las los san santa von van der da di do dos mac mc y");

    /// <summary>What people do: the word before it, at the beginning of a sentence, is a person.</summary>
    public static readonly HashSet<string> Doings = Set(
        "refiere comenta llora lloro dice dijo acude acudio llega llego menciona expresa muestra acepta habla hablo recuerda recordo esta estaba estuvo se me le les fue va vive vivia murio fallecio trabaja trabajaba quiere queria pide pidio cuenta conto logra logro escribe escribio asiste asistio "
        + "tiene tenia sufre sufrio siente sintio reconoce identifica relata narra agradece agradecio solicita duerme come espera no ya tambien nacio cumple cumplio sale salio perdio necesita decidio regreso");

    public static readonly HashSet<string> Months = Set("enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre");

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];
}
