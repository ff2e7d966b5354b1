import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.condition.IFunctionHandler;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.FormInstance;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/**
 * Lets respondents go through a form as a telephone or tablet would, and prints what each was shown.
 *
 * <p>Usage: {@code java Respondents form.xml}. On standard input, tab-separated: {@code P name value} is a
 * column of the preload file, {@code A name value} what the respondent says if asked, {@code E} ends the
 * respondent. On standard output, one line for each: the names shown, in order; an exclamation mark follows
 * an answer that the form's constraint refuses, although it is then taken.
 */
public final class Respondents {
  private final FormDef form;
  private final FormInstance untouched;
  private final Map<String, String> preload = new HashMap<>();
  private final Map<String, String> answers = new HashMap<>();

  private Respondents(String path) throws Exception {
    form = XFormUtils.getFormFromInputStream(new FileInputStream(path));
    untouched = form.getMainInstance().clone();
  }

  public static void main(String[] arguments) throws Exception {
    new XFormsModule().registerModule();
    Respondents respondents = new Respondents(arguments[0]);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, "UTF-8");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      respondents.take(line.split("\t", -1), out);
    }
    out.flush();
  }

  private void take(String[] cells, PrintStream out) throws Exception {
    switch (cells[0]) {
      case "P":
        preload.put(cells[1], cells[2]);
        break;
      case "A":
        answers.put(cells[1], cells[2]);
        break;
      default:
        out.println(String.join(" ", interview()));
        preload.clear();
        answers.clear();
    }
  }

  private List<String> interview() throws Exception {
    form.setInstance(untouched.clone());
    form.addFunctionHandler(new PullData()); // a new instance comes with a new context
    form.initialize(true, new InstanceInitializationFactory());
    FormEntryController controller = new FormEntryController(new FormEntryModel(form));
    List<String> shown = new ArrayList<>();
    while (controller.getModel().getEvent() != FormEntryController.EVENT_END_OF_FORM) {
      if (controller.getModel().getEvent() == FormEntryController.EVENT_QUESTION) {
        shown.add(answer(controller.getModel().getQuestionPrompt()));
      }
      controller.stepToNextEvent();
    }
    return shown;
  }

  private String answer(FormEntryPrompt prompt) throws Exception {
    TreeReference reference = prompt.getIndex().getReference();
    String name = reference.getNameLast();
    String said = answers.getOrDefault(name, "");
    IAnswerData data = said.isEmpty() ? null : data(prompt, said);
    boolean accepted = data == null || form.evaluateConstraint(reference, data);
    form.setValue(data, reference, true);
    return accepted ? name : name + "!";
  }

  private static IAnswerData data(FormEntryPrompt prompt, String said) throws Exception {
    switch (prompt.getControlType()) {
      case Constants.CONTROL_SELECT_ONE:
        return new SelectOneData(choice(prompt, said));
      case Constants.CONTROL_SELECT_MULTI:
        List<Selection> chosen = new ArrayList<>();
        for (String each : said.split(" ")) {
          chosen.add(choice(prompt, each));
        }
        return new SelectMultiData(chosen);
      default:
        return entered(prompt.getDataType(), said);
    }
  }

  private static IAnswerData entered(int type, String said) {
    switch (type) {
      case Constants.DATATYPE_INTEGER:
        return new IntegerData(Integer.parseInt(said));
      case Constants.DATATYPE_DECIMAL:
        return new DecimalData(Double.parseDouble(said));
      case Constants.DATATYPE_DATE:
        return new DateData(DateUtils.parseDate(said));
      default:
        return new StringData(said);
    }
  }

  private static Selection choice(FormEntryPrompt prompt, String code) {
    for (SelectChoice each : prompt.getSelectChoices()) {
      if (each.getValue().equals(code)) {
        return each.selection();
      }
    }
    throw new IllegalArgumentException(code + " is no choice of " + prompt.getIndex().getReference());
  }

  /** Looks a column of the preload file up, as ODK Collect does: empty where there is nothing. */
  private final class PullData implements IFunctionHandler {
    @Override
    public String getName() {
      return "pulldata";
    }

    @Override
    public List<Class[]> getPrototypes() {
      return Collections.singletonList(
          new Class[] {String.class, String.class, String.class, String.class});
    }

    @Override
    public boolean rawArgs() {
      return true;
    }

    @Override
    public boolean realTime() {
      return false;
    }

    @Override
    public Object eval(Object[] given, EvaluationContext context) {
      return preload.getOrDefault(String.valueOf(given[1]), "");
    }
  }
}
